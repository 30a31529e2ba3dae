/** The parts of an image reference, with Docker's defaults filled in. */
export interface ImageReference {
  /** For instance `docker.io`, `registry.example.com:5000`. */
  readonly registry: string;
  /** For instance `library/nginx`. */
  readonly repository: string;
  /** Null when only a digest is given; `latest` when neither is. */
  readonly tag: string | null;
  /** For instance `sha256:…`; null when not pinned. */
  readonly digest: string | null;
}

/** Grammar: https://github.com/distribution/reference/blob/main/reference.go */
const grammar =
  /^(?<name>(?:[A-Za-z0-9][\w.-]*(?::\d+)?\/)?[a-z0-9][\w.-]*(?:\/[a-z0-9][\w.-]*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/;

/**
 * Takes a reference apart as a container runtime does: what stands before the first slash is a registry only when it
 * has a dot or a colon, or is `localhost`; otherwise the registry is docker.io.
 *
 * @returns undefined for what is no reference
 */
export function parseImageReference(image: string): ImageReference | undefined {
  const { name, tag = null, digest = null } = grammar.exec(image)?.groups ?? {};
  if (name === undefined) return undefined;
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry = first === 'localhost' || /[.:]|[A-Z]/.test(first);
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
  const path = hasRegistry ? name.slice(slash + 1) : name;
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(path))
    return undefined;
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository, tag: tag ?? (digest === null ? 'latest' : null), digest };
}
