import { createHash } from 'node:crypto';

import type { RenderedResource, ResourceId } from '../../engine-client/protocol';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { at, textAt } from '../yaml-documents';
import type { Finding } from './finding';
import { removed } from './removed';

/**
 * What a change takes out of a cluster together with the account that would have to remove what it applied: Flux
 * impersonates the account of a Kustomization when it goes, and where that is gone, too, or may nothing any more, the
 * objects stay behind, unknown to Git.
 *
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#garbage-collection and `finalize` of
 * kustomize-controller ("skipping pruning, failed to find account to impersonate").
 */
export function orphaned(before: ClusterRendering, after: ClusterRendering): readonly Finding[] {
  const gone = removed(before, after);
  const declarations = gone.filter(
    ({ kind, apiVersion }) => appliers[kind] !== undefined && apiVersion.startsWith(appliers[kind]),
  );
  if (declarations.length === 0) return [];
  const lost = lostAccounts(gone, resourcesOf(after));
  const applied = new Map(before.kustomizations.map((one) => [keyOf(one.status), one]));
  return declarations.flatMap((declaration) => {
    const { status, resources = [] } = applied.get(keyOf(declaration)) ?? {};
    if (status?.serviceAccount === undefined || resources.length === 0) return [];
    if (!removesWhatItApplied(declaration)) return [];
    const cause = lost.get(`${status.namespace}/${status.serviceAccount}`);
    // What brought its own account with it removes that last.
    if (cause === undefined || resources.includes(cause)) return [];
    return [finding(after, declaration, cause, status.serviceAccount, resources.length)];
  });
}

/** What applies objects, by API group. */
const appliers: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io/',
  HelmRelease: 'helm.toolkit.fluxcd.io/',
};

function keyOf({ kind, namespace, name }: Pick<ResourceId, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace}/${name}`;
}

/** Accounts, as `namespace/name`, that are gone or have no right left, with what took it from them. */
function lostAccounts(
  gone: readonly RenderedResource[],
  remaining: readonly RenderedResource[],
): ReadonlyMap<string, RenderedResource> {
  const bound = new Set(remaining.flatMap(boundAccounts));
  const lost = new Map<string, RenderedResource>();
  for (const resource of gone) {
    for (const account of boundAccounts(resource)) if (!bound.has(account)) lost.set(account, resource);
  }
  for (const resource of gone) {
    if (resource.kind === 'ServiceAccount') lost.set(`${resource.namespace}/${resource.name}`, resource);
  }
  return lost;
}

/** The accounts that a binding gives rights to. */
function boundAccounts({ kind, namespace, object }: RenderedResource): readonly string[] {
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return [];
  const subjects = at(object, 'subjects');
  if (!Array.isArray(subjects)) return [];
  return subjects
    .filter((subject: unknown) => textAt(subject, 'kind') === 'ServiceAccount')
    .map((subject: unknown) => `${textAt(subject, 'namespace') ?? namespace}/${textAt(subject, 'name')}`);
}

/** A HelmRelease uninstalls, a Kustomization prunes unless it is told otherwise. */
function removesWhatItApplied({ kind, object }: RenderedResource): boolean {
  if (kind !== 'Kustomization') return true;
  const policy = textAt(object, 'spec', 'deletionPolicy') ?? 'MirrorPrune';
  return policy === 'MirrorPrune' ? at(object, 'spec', 'prune') === true : policy !== 'Orphan';
}

function finding(
  { cluster }: ClusterRendering,
  declaration: RenderedResource,
  account: RenderedResource,
  accountName: string,
  count: number,
): Finding {
  const { apiVersion, kind, namespace, name, kustomization, file, line } = declaration;
  const place = ['KustomizationRetirement', cluster.name, kind, namespace, name].join('\0');
  const lost = account.kind === 'ServiceAccount' ? '' : `the rights (${account.kind} ${account.name}) of `;
  return {
    fingerprint: createHash('sha256').update(place).digest('hex'),
    policy: 'KustomizationRetirement',
    constraint: name,
    severity: 'critical',
    enforcement: 'deny',
    state: 'new',
    cluster: cluster.name,
    kustomization,
    resource: { apiVersion, kind, namespace, name },
    message:
      `${kind} ${namespace}/${name} goes together with ${lost}the service account '${accountName}' that Flux would remove ` +
      `its ${count} ${count === 1 ? 'object' : 'objects'} as: they would stay behind, unknown to Git. Take the ${kind} away first ` +
      `(of a tenant declared in fleet.ts: lifecycle: 'retiring'), merge, and the account in a later change`,
    file,
    line,
    controls: [],
  };
}
