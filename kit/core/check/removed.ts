import type { RenderedResource } from '../../engine-client/protocol';
import { type ClusterRendering, kustomizationId, resourcesOf } from '../render/rendering';
import { at, textAt } from '../yaml-documents';
import { isKeptByArgoCd, keptApplications } from './argo-cd-pruning';
import { identity } from './identity';

const pruneLabel = 'kustomize.toolkit.fluxcd.io/prune';

/**
 * What a change takes out of a cluster, and Flux or Argo CD then deletes there: the objects that only the base has, but for
 * those that are kept (`prune: false` of their Kustomization, or the label or annotation that says so on the object), and
 * for those of a Kustomization that could not be rendered, or that such a one applied: what is in it is not known.
 *
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 */
export function removed(before: ClusterRendering, after: ClusterRendering): readonly RenderedResource[] {
  const remains = new Set(resourcesOf(after).map(identity));
  const hidden = hiddenIn(before, after);
  const keeping = new Set([...keepers(before), ...keepers(after), ...keptApplications(before, after)]);
  return resourcesOf(before).filter(
    (resource) =>
      !remains.has(identity(resource)) &&
      !hidden.has(resource.kustomization) &&
      !keeping.has(resource.kustomization) &&
      !isKept(resource),
  );
}

/** The Kustomizations of which is not known what they hold, and those that may be in them. */
function hiddenIn(before: ClusterRendering, after: ClusterRendering): ReadonlySet<string> {
  const known = new Set(after.kustomizations.map(({ status }) => kustomizationId(status)));
  const unrendered = after.kustomizations.filter(({ status }) => status.state !== 'rendered');
  const hidden = new Set(unrendered.map(({ status }) => kustomizationId(status)));
  const within = before.kustomizations
    .map(({ status }) => ({ id: kustomizationId(status), appliedBy: status.appliedBy }))
    .filter(({ id }) => !known.has(id));
  let grows = hidden.size > 0;
  while (grows) {
    const more = within.filter(
      ({ id, appliedBy }) => !hidden.has(id) && appliedBy !== undefined && hidden.has(appliedBy),
    );
    for (const { id } of more) hidden.add(id);
    grows = more.length > 0;
  }
  return hidden;
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
