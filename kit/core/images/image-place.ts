import type { ImageUse } from './image-use';

/** Where an image is used, without the image. Part of the public JSON; its schema is `docs/schemas/image-place.schema.json`. */
export type ImagePlace = Pick<
  ImageUse,
  | 'cluster'
  | 'stage'
  | 'application'
  | 'namespace'
  | 'kind'
  | 'name'
  | 'container'
  | 'kustomization'
  | 'file'
  | 'line'
>;

export function placeOf(use: ImageUse): ImagePlace {
  const { cluster, stage, application, namespace, kind, name, container, kustomization, file, line } = use;
  return { cluster, stage, application, namespace, kind, name, container, kustomization, file, line };
}
