import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import { FleetReader, type ReadOptions } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { type ClusterRendering, kustomizationId, resourcesOf } from '../render/rendering';
import { textAt } from '../yaml-documents';
import { factsOf, type Need, needsOf } from './needs';

/** A rule of a role, by RBAC's own names. */
export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** The least role of one account in one namespace, or in the cluster as a whole. */
export interface SuggestedRole {
  readonly kind: 'Role' | 'ClusterRole';
  /** Of the role; null for a ClusterRole. */
  readonly namespace: string | null;
  readonly name: string;
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
  readonly rules: readonly RoleRule[];
  /** What each right is there for. */
  readonly reasons: readonly {
    readonly apiGroup: string;
    readonly resource: string;
    readonly verbs: readonly string[];
    readonly reason: string;
  }[];
}

/** The public JSON of `fleetkeep suggest role`; its schema is `docs/schemas/suggest-role.schema.json`. */
export interface RoleSuggestion {
  readonly tenant: string;
  /** Where the tenant is; the roles suffice in each. */
  readonly clusters: readonly string[];
  readonly roles: readonly SuggestedRole[];
  /** What of the tenant could not be rendered: the roles may lack something for it. */
  readonly notEvaluated: readonly NotEvaluated[];
}

const tenantLabel = 'fleetkeep.dev/tenant';

/**
 * The least roles with which Flux can apply what a tenant's repository holds, derived from what it renders to in every
 * cluster. A tenant is a namespace with the label `fleetkeep.dev/tenant`, or else one of that name; its Kustomizations and
 * HelmReleases are those in it.
 *
 * @throws UsageError when no cluster has such a tenant, or it has nothing that Flux applies
 */
export async function suggestRole(
  environment: Environment,
  engine: EngineClient,
  tenant: string,
  options: ReadOptions,
): Promise<RoleSuggestion> {
  const { rendering, notEvaluated: hidden } = await new FleetReader(environment, engine, options).read();
  return suggestRoleFor(tenant, rendering.clusters, hidden);
}

/** The suggestion for clusters that were rendered. @throws UsageError as `suggestRole` */
export function suggestRoleFor(
  tenant: string,
  clusters: readonly ClusterRendering[],
  hidden: readonly NotEvaluated[] = [],
): RoleSuggestion {
  const needs = new Map<string, AccountNeeds>();
  const found: string[] = [];
  const unknown: NotEvaluated[] = [];
  const own = new Set<string>();
  for (const cluster of clusters) {
    const namespaces = namespacesOf(tenant, cluster);
    const applied = cluster.kustomizations.filter(({ status }) => namespaces.has(status.namespace));
    if (applied.length === 0) continue;
    found.push(cluster.cluster.name);
    const facts = factsOf(cluster);
    for (const one of applied) {
      const { namespace, serviceAccount, file = null, line = null } = one.status;
      const kustomization = kustomizationId(one.status);
      own.add(`${cluster.cluster.name} ${kustomization}`);
      if (serviceAccount === undefined) {
        const reason =
          'it names no service account: Flux applies it with its own rights, and no role says what it may';
        unknown.push(notEvaluated({ cluster: cluster.cluster.name, kustomization, file, line, reason }));
        continue;
      }
      const key = `${namespace}/${serviceAccount}`;
      const account = needs.get(key) ?? { namespace, name: serviceAccount, all: [] };
      for (const need of needsOf(facts, one)) account.all.push(need);
      needs.set(key, account);
    }
  }
  if (found.length === 0) throw new UsageError(noTenant(tenant, clusters));
  const mine = hidden.filter(({ cluster, kustomization }) => own.has(`${cluster} ${kustomization}`));
  const roles = [...needs.values()].flatMap((account) => rolesOf(tenant, account));
  return { tenant, clusters: found, roles, notEvaluated: [...mine, ...unknown] };
}

interface AccountNeeds {
  readonly namespace: string;
  readonly name: string;
  readonly all: Need[];
}

function namespacesOf(tenant: string, cluster: ClusterRendering): ReadonlySet<string> {
  const namespaces = resourcesOf(cluster).filter(
    ({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace',
  );
  const labelled = namespaces.filter(
    ({ object }) => textAt(object, 'metadata', 'labels', tenantLabel) === tenant,
  );
  return new Set(labelled.length > 0 ? labelled.map(({ name }) => name) : [tenant]);
}

function noTenant(tenant: string, clusters: readonly ClusterRendering[]): string {
  const known = clusters.flatMap((cluster) =>
    resourcesOf(cluster).flatMap(({ kind, object }) =>
      kind === 'Namespace' ? (textAt(object, 'metadata', 'labels', tenantLabel) ?? []) : [],
    ),
  );
  const tenants = [...new Set(known)].sort();
  const hint =
    tenants.length === 0
      ? `name a namespace that has Kustomizations or HelmReleases of its own`
      : `there are ${tenants.join(', ')}`;
  return `tenant '${tenant}' has nothing that Flux applies in any cluster; ${hint}`;
}

/** A role for each place that the account writes to. */
function rolesOf(tenant: string, { namespace, name, all }: AccountNeeds): readonly SuggestedRole[] {
  const places = [...new Set(all.map((need) => need.namespace))].sort((a, b) =>
    (a ?? '~') < (b ?? '~') ? -1 : 1,
  );
  return places.map((place) => {
    const needs = all.filter((need) => need.namespace === place);
    return {
      kind: place === null ? 'ClusterRole' : 'Role',
      namespace: place,
      name: `${tenant}-${name}`,
      serviceAccount: { namespace, name },
      rules: rulesOf(needs),
      reasons: reasonsOf(needs),
    };
  });
}

function rulesOf(needs: readonly Need[]): readonly RoleRule[] {
  const verbs = new Map<string, { need: Need; verbs: Set<string> }>();
  for (const need of needs) {
    const key = [need.apiGroup, need.resource, ...(need.resourceNames ?? [])].join('\0');
    const known = verbs.get(key) ?? { need, verbs: new Set() };
    for (const verb of need.verbs) known.verbs.add(verb);
    verbs.set(key, known);
  }
  // One rule for resources of a group with the same verbs, as people write them.
  const rules = new Map<string, { rule: RoleRule; resources: Set<string> }>();
  for (const { need, verbs: own } of verbs.values()) {
    const { apiGroup, resource, resourceNames } = need;
    const key = [apiGroup, ...own, '\0', ...(resourceNames ?? [])].join('\0');
    const known = rules.get(key) ?? {
      rule: {
        apiGroups: [apiGroup],
        resources: [],
        ...(resourceNames === undefined ? {} : { resourceNames }),
        verbs: [...own],
      },
      resources: new Set(),
    };
    known.resources.add(resource);
    rules.set(key, known);
  }
  return [...rules.values()]
    .map(({ rule, resources }) => ({ ...rule, resources: [...resources].sort() }))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ apiGroups, resources, verbs }: RoleRule): string {
  return [...apiGroups, ...resources, ...verbs].join(' ');
}

function reasonsOf(needs: readonly Need[]): SuggestedRole['reasons'] {
  const unique = new Map<string, SuggestedRole['reasons'][number]>();
  for (const { apiGroup, resource, verbs, reason } of needs) {
    unique.set([apiGroup, resource, reason].join('\0'), { apiGroup, resource, verbs, reason });
  }
  return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
