import type { ClusterRendering, Rendering } from '../render/rendering';
import { resourcesOf } from '../render/rendering';
import { textAt } from '../yaml-documents';
import { containersOf } from './containers';
import { parseImageReference } from './image-reference';

/** One use of an image by one container. The public JSON of `fleetkeep get images`. */
export interface ImageUse {
  readonly image: string;
  /** Null for what is no image reference. */
  readonly registry: string | null;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly cluster: string;
  readonly stage: string | null;
  /** By the label `app.kubernetes.io/part-of`, else `app.kubernetes.io/name`. */
  readonly application: string | null;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
}

/** Every use of an image, by cluster, namespace and workload. */
export function imageUses(rendering: Rendering): readonly ImageUse[] {
  return rendering.clusters.flatMap(imageUsesOf);
}

/** Every use of an image in one cluster. */
export function imageUsesOf(rendering: ClusterRendering): readonly ImageUse[] {
  const { name: cluster, stage = null } = rendering.cluster;
  const uses = resourcesOf(rendering).flatMap(({ object, namespace, kind, name }) =>
    containersOf(object).map(({ name: container, image }): ImageUse => {
      const {
        registry = null,
        repository = null,
        tag = null,
        digest = null,
      } = parseImageReference(image) ?? {};
      const label = (key: string): string | undefined => textAt(object, 'metadata', 'labels', key);
      const application = label('app.kubernetes.io/part-of') ?? label('app.kubernetes.io/name') ?? null;
      const where = { cluster, stage, application, namespace, kind, name, container };
      return { image, registry, repository, tag, digest, ...where };
    }),
  );
  const key = (use: ImageUse): string =>
    [use.namespace, use.kind, use.name, use.container, use.image].join('\0');
  return uses.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
