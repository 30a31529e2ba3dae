import type { CustomKind, RenderedResource } from '../../engine-client/protocol';
import { customKindsAmong } from '../check/custom-kinds';
import {
  type ClusterRendering,
  type KustomizationRendering,
  kustomizationId,
  resourcesOf,
} from '../render/rendering';
import { at, isMapping, textAt } from '../yaml-documents';
import { apiGroup, resourceName } from './resource-name';
import { applyVerbs, helmVerbs, readWhileWaiting, waitVerbs } from './verbs';

/** One right that an account needs, and what for. */
export interface Need {
  /** Null: in the whole cluster. */
  readonly namespace: string | null;
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  /** The only objects that it is about. @default - all */
  readonly resourceNames?: readonly string[];
  /** For whoever reviews it, for instance `Deployment storefront of shop/storefront`. */
  readonly reason: string;
}

/** What is known of a cluster, looked up once for all that applies something in it. */
export interface ClusterFacts {
  readonly custom: ReadonlyMap<string, CustomKind>;
  /** Kustomizations and HelmReleases as they are declared, by `kind/namespace/name`. */
  readonly declarations: ReadonlyMap<string, RenderedResource>;
}

export function factsOf(cluster: ClusterRendering): ClusterFacts {
  const resources = resourcesOf(cluster);
  const declared = resources.filter(({ apiVersion }) => apiVersion.includes('.toolkit.fluxcd.io/'));
  return {
    custom: customKindsAmong(resources),
    declarations: new Map(declared.map((resource) => [keyOf(resource), resource])),
  };
}

function keyOf({ kind, namespace, name }: Pick<RenderedResource, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace}/${name}`;
}

/** What the account of one Kustomization or HelmRelease needs to apply what it renders, and to take it away again. */
export function needsOf(
  { custom, declarations }: ClusterFacts,
  applied: KustomizationRendering,
): readonly Need[] {
  const declaration = declarations.get(keyOf(applied.status));
  const helm = applied.status.kind === 'HelmRelease';
  const by = kustomizationId(applied.status);
  const waits = !helm && isWaiting(declaration);
  const own = new Set(applied.resources.map(keyOf));
  const needs = applied.resources.flatMap((resource): readonly Need[] => {
    const { kind, name, namespace } = resource;
    const place = namespace === '' ? null : namespace;
    const reason = `${kind} ${name} of ${by}`;
    const need = (group: string, plural: string, verbs: readonly string[], why = reason): Need => ({
      namespace: place,
      apiGroup: group,
      resource: plural,
      verbs,
      reason: why,
    });
    const group = apiGroup(resource.apiVersion);
    const read = waits ? (readWhileWaiting[`${group}/${kind}`] ?? []) : [];
    return [
      need(group, resourceName(resource, custom), helm ? helmVerbs : applyVerbs),
      ...read.map((one) => need(one.group, one.resource, waitVerbs, `the health of ${reason}`)),
      ...granted(resource, place, reason, own),
    ];
  });
  return helm ? [...needs, ...storage(declaration, applied, by)] : needs;
}

/** `wait`, or checks that name objects. */
function isWaiting(declaration: RenderedResource | undefined): boolean {
  if (declaration === undefined) return false;
  const checks = at(declaration.object, 'spec', 'healthChecks');
  return at(declaration.object, 'spec', 'wait') === true || (Array.isArray(checks) && checks.length > 0);
}

/** Helm keeps its releases in Secrets. */
function storage(
  declaration: RenderedResource | undefined,
  { status }: KustomizationRendering,
  by: string,
): readonly Need[] {
  const namespace =
    textAt(declaration?.object, 'spec', 'storageNamespace') ??
    textAt(declaration?.object, 'spec', 'targetNamespace') ??
    status.namespace;
  return [
    { namespace, apiGroup: '', resource: 'secrets', verbs: helmVerbs, reason: `Helm's record of ${by}` },
  ];
}

/** Kubernetes lets nobody hand out rights that he has not: of a role its rules, of a binding the right to bind the role. */
function granted(
  { kind, object, name }: RenderedResource,
  namespace: string | null,
  reason: string,
  own: ReadonlySet<string>,
): readonly Need[] {
  if (kind === 'Role' || kind === 'ClusterRole') {
    const rules = at(object, 'rules');
    return (Array.isArray(rules) ? rules : []).flatMap((rule: unknown) =>
      rights(rule, namespace, name, reason),
    );
  }
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return [];
  const [role, bound] = [textAt(object, 'roleRef', 'kind'), textAt(object, 'roleRef', 'name')];
  if (role === undefined || bound === undefined) return [];
  const isOwn = own.has(`${role}/${role === 'Role' ? (namespace ?? '') : ''}/${bound}`);
  if (isOwn) return [];
  return [
    {
      namespace: role === 'Role' ? namespace : null,
      apiGroup: 'rbac.authorization.k8s.io',
      resource: role === 'Role' ? 'roles' : 'clusterroles',
      verbs: ['bind'],
      resourceNames: [bound],
      reason,
    },
  ];
}

function rights(rule: unknown, namespace: string | null, name: string, reason: string): readonly Need[] {
  const groups = texts(rule, 'apiGroups');
  const names = texts(rule, 'resourceNames');
  return groups.flatMap((group) =>
    texts(rule, 'resources').map((resource) => ({
      namespace,
      apiGroup: group,
      resource,
      verbs: texts(rule, 'verbs'),
      ...(names.length > 0 ? { resourceNames: names } : {}),
      reason: `what ${reason} hands out`,
    })),
  );
}

function texts(value: unknown, field: string): readonly string[] {
  const list = isMapping(value) ? value[field] : undefined;
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}
