import type { RenderedResource, ResourceId } from '../../engine-client/protocol';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { at, textAt } from '../yaml-documents';
import type { Finding } from './finding';
import { lostAccounts, theAccount } from './lost-accounts';
import { orphanedApplications } from './orphaned-applications';
import { removed } from './removed';
import { counted, retirement } from './retirement';

/** Whatever a change takes out of a cluster so that what it applied stays behind, unknown to Git. */
export function orphaned(before: ClusterRendering, after: ClusterRendering): readonly Finding[] {
  if (before.kustomizations === after.kustomizations) return [];
  const gone = removed(before, after);
  return [...orphanedByFlux(before, after, gone), ...orphanedApplications(before, after, gone)];
}

/**
 * What a change takes out of a cluster together with the account that would have to remove what it applied: Flux
 * impersonates the account of a Kustomization when it goes, and where that is gone, too, or may nothing any more, the
 * objects stay behind, unknown to Git.
 *
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#garbage-collection and `finalize` of
 * kustomize-controller ("skipping pruning, failed to find account to impersonate").
 */
function orphanedByFlux(
  before: ClusterRendering,
  after: ClusterRendering,
  gone: readonly RenderedResource[],
): readonly Finding[] {
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
    const { kind, namespace, name } = declaration;
    return [
      retirement(
        after,
        declaration,
        'KustomizationRetirement',
        `${kind} ${namespace}/${name} goes together with ${theAccount(status.serviceAccount, cause)} that Flux ` +
          `would remove its ${counted(resources.length)} as: they would stay behind, unknown to Git. Take the ${kind} away ` +
          `first (of a tenant declared in fleet.ts: lifecycle: 'retiring'), merge, and the account in a later change`,
      ),
    ];
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

/** A HelmRelease uninstalls, a Kustomization prunes unless it is told otherwise. */
function removesWhatItApplied({ kind, object }: RenderedResource): boolean {
  if (kind !== 'Kustomization') return true;
  const policy = textAt(object, 'spec', 'deletionPolicy') ?? 'MirrorPrune';
  return policy === 'MirrorPrune' ? at(object, 'spec', 'prune') === true : policy !== 'Orphan';
}
