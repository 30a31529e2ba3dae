import type { CustomKind, RenderedResource } from '../../engine-client/protocol';
import { textAt } from '../yaml-documents';

/** The kinds that a cluster's own CustomResourceDefinitions add, by `group/kind`. */
export function customKindsAmong(resources: readonly RenderedResource[]): ReadonlyMap<string, CustomKind> {
  const kinds = new Map<string, CustomKind>();
  for (const { apiVersion, kind: type, object } of resources) {
    if (type !== 'CustomResourceDefinition' || !apiVersion.startsWith('apiextensions.k8s.io/')) continue;
    const [group, kind] = [textAt(object, 'spec', 'group'), textAt(object, 'spec', 'names', 'kind')];
    const plural = textAt(object, 'spec', 'names', 'plural');
    const scope = textAt(object, 'spec', 'scope');
    if (group === undefined || kind === undefined || plural === undefined) continue;
    if (scope !== 'Namespaced' && scope !== 'Cluster') continue;
    kinds.set(`${group}/${kind}`, { group, kind, plural, scope });
  }
  return kinds;
}
