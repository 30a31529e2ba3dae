/** The parts of an image reference, with the defaults filled in. */
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

/** A text that was to be a reference. */
export type ParsedImage =
  | { readonly kind: 'reference'; readonly reference: ImageReference }
  | { readonly kind: 'invalid'; /** What is wrong, and what to write. */ readonly problem: string };

const defaultRegistry = 'docker.io';
const longestRepository = 255;

const pathComponent = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = new RegExp(
  `^(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const repositoryPath = new RegExp(`^${pathComponent}(?:/${pathComponent})*$`);
const tagForm = /^\w[\w.-]{0,127}$/;
/** Of the algorithms that the OCI image specification registers. */
const digestForm = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const identifier = /^[a-f0-9]{64}$/;

/**
 * Takes a reference apart as container runtimes do, by the rules of
 * https://github.com/distribution/reference: what stands before the first slash is a registry only when it has a dot, a
 * colon or a capital letter, or is `localhost`; otherwise the registry is docker.io, whose images of one word are those of
 * `library/`.
 */
export function parseImage(image: string): ParsedImage {
  if (image === '') return invalid('is empty; write for instance registry.example.com/shop/web:1.2.3');
  if (/\$\{?[A-Za-z_]/.test(image))
    return invalid('still holds a variable: nothing that was read has its value');
  if (identifier.test(image))
    return invalid('is an image id, which no registry knows; write the name of the image');
  const { registry, rest } = splitDomain(image);
  const at = rest.indexOf('@');
  const [named, digest] = at < 0 ? [rest, null] : [rest.slice(0, at), rest.slice(at + 1)];
  const colon = named.indexOf(':');
  const [repository, tag] = colon < 0 ? [named, null] : [named.slice(0, colon), named.slice(colon + 1)];
  const problem =
    registryProblem(registry) ?? repositoryProblem(repository) ?? tagProblem(tag) ?? digestProblem(digest);
  if (problem !== undefined) return invalid(problem);
  const reference = {
    registry,
    repository,
    tag: tag ?? (digest === null ? 'latest' : null),
    digest,
  };
  return { kind: 'reference', reference };
}

/** As it is pulled: `docker.io/library/nginx:1.29@sha256:…`. */
export function canonicalImage({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}

function invalid(problem: string): ParsedImage {
  return { kind: 'invalid', problem };
}

function splitDomain(image: string): { readonly registry: string; readonly rest: string } {
  const slash = image.indexOf('/');
  if (slash < 0) return { registry: defaultRegistry, rest: `library/${image}` };
  const [first, rest] = [image.slice(0, slash), image.slice(slash + 1)];
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  if (!isDomain) return { registry: defaultRegistry, rest: image };
  if (first !== defaultRegistry && first !== 'index.docker.io') return { registry: first, rest };
  return { registry: defaultRegistry, rest: rest.includes('/') ? rest : `library/${rest}` };
}

function registryProblem(registry: string): string | undefined {
  return domain.test(registry)
    ? undefined
    : `has the registry '${registry}', which is no host; write for instance registry.example.com:5000/…`;
}

function repositoryProblem(repository: string): string | undefined {
  if (repository.length > longestRepository)
    return `has a name of ${repository.length} characters; at most ${longestRepository} are allowed`;
  if (repositoryPath.test(repository)) return undefined;
  const lower = repository.toLowerCase();
  return repositoryPath.test(lower)
    ? `has capital letters in its name; write ${lower}`
    : `has the name '${repository}'; names are lower-case letters and digits, apart by . _ - or /`;
}

function tagProblem(tag: string | null): string | undefined {
  if (tag === null || tagForm.test(tag)) return undefined;
  return `has the tag '${tag}'; tags are up to 128 letters, digits, and _ . - after the first`;
}

function digestProblem(digest: string | null): string | undefined {
  if (digest === null || digestForm.test(digest)) return undefined;
  return `has the digest '${digest}'; write sha256: and 64 hexadecimal digits in lower case`;
}
