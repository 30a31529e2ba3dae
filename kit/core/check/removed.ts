import type { RenderedResource } from '../../engine-client/protocol';
import { type ClusterRendering, kustomizationId, resourcesOf } from '../render/rendering';
import { at, textAt } from '../yaml-documents';
import { isKeptByArgoCd, keptApplications } from './argo-cd-pruning';
import { identity } from './identity';

const pruneLabel = 'kustomize.toolkit.fluxcd.io/prune';

/**
 * What a change takes out of a cluster, and Flux or Argo CD then deletes there: the objects that only the base has, but for
 * those that are kept (`prune: false` of their Kustomization, or the label or annotation that says so on the object), and
 * for those of a Kustomization that could not be rendered: what is in it is not known.
 *
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 */
export function removed(before: ClusterRendering, after: ClusterRendering): readonly RenderedResource[] {
  const remains = new Set(resourcesOf(after).map(identity));
  const hidden = new Set(
    after.kustomizations
      .filter(({ status }) => status.state !== 'rendered')
      .map(({ status }) => kustomizationId(status)),
  );
  const keeping = new Set([...keepers(before), ...keepers(after), ...keptApplications(before, after)]);
  return resourcesOf(before).filter(
    (resource) =>
      !remains.has(identity(resource)) &&
      !hidden.has(resource.kustomization) &&
      !keeping.has(resource.kustomization) &&
      !isKept(resource),
  );
}

/** The Kustomizations that delete nothing. */
function keepers(cluster: ClusterRendering): readonly string[] {
  return resourcesOf(cluster)
    .filter(
      ({ apiVersion, kind, object }) =>
        kind === 'Kustomization' &&
        apiVersion.startsWith('kustomize.toolkit.fluxcd.io/') &&
        at(object, 'spec', 'prune') === false,
    )
    .map(({ namespace, name }) => `${namespace}/${name}`);
}

function isKept({ object }: RenderedResource): boolean {
  const marked = ['labels', 'annotations'].some(
    (field) => textAt(at(object, 'metadata', field), pruneLabel) === 'disabled',
  );
  return marked || isKeptByArgoCd(object);
}
