/** Docker Hub's name in image references that name no registry. */
export const dockerHub = 'docker.io';

/** The registry that an image reference names: `ghcr.io` for `ghcr.io/acme/shop:1`, {@link dockerHub} for `nginx:1`. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : dockerHub;
}
