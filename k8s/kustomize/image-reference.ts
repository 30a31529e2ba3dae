import { ImageOverride } from './kustomization-file';

/** An image reference in its parts: `registry/name:tag@sha256:…`. */
export interface ImageReference {
  /** Registry and name. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** A colon in the last path segment starts the tag; one before it belongs to the registry's port. */
export function parseImage(image: string): ImageReference {
  const [named = '', digest] = image.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon < 0) return { repository: named, digest };
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

/** What makes an overlay of the base's image the one that is wanted. */
export function imageOverride(base: string, image: string): ImageOverride {
  const { repository, tag, digest } = parseImage(image);
  return { name: base, newName: repository === base ? undefined : repository, newTag: tag, digest };
}
