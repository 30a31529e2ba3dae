import { UsageError } from '../errors';
import { wellKnown, hostFits } from './well-known';

/** A registry that may be asked. */
export interface AllowedRegistry {
  /** As references name it. */
  readonly name: string;
  /** `https://registry-1.docker.io` */
  readonly api: URL;
}

interface Entry {
  readonly host: string;
  readonly path: string;
  readonly protocol: 'https:' | 'http:';
}

/**
 * The registries that may be asked, and no other host: `ghcr.io`, `ghcr.io/acme` for what is below a path,
 * `http://localhost:5000` for one without TLS. What a registry answers leads nowhere else: neither to another host by a
 * redirect or a link, nor for a token.
 */
export class AllowedRegistries {
  private readonly entries: readonly Entry[];

  /** @throws UsageError for what is no host, with or without a path */
  constructor(written: readonly string[], option = '--registry') {
    this.entries = written.map((value) => {
      const text = value.includes('://') ? value : `https://${value}`;
      const url = URL.canParse(text) ? new URL(text) : undefined;
      const sound =
        url !== undefined &&
        /^https?:$/.test(url.protocol) &&
        url.host !== '' &&
        `${url.username}${url.password}${url.search}${url.hash}` === '' &&
        !value.includes('..');
      if (!sound)
        throw new UsageError(
          `${option} '${withoutUser(value)}' is no registry: say for instance ${option} ghcr.io/acme`,
        );
      const host = url.host === 'index.docker.io' ? 'docker.io' : url.host;
      return {
        host,
        path: url.pathname.replace(/^\/|\/$/g, ''),
        protocol: url.protocol as Entry['protocol'],
      };
    });
  }

  get none(): boolean {
    return this.entries.length === 0;
  }

  /** The registry of an image; undefined when it may not be asked. */
  find(registry: string, repository: string): AllowedRegistry | undefined {
    const name = registry.toLowerCase();
    const entry = this.entries.find(
      ({ host, path }) =>
        host === name && (path === '' || repository === path || repository.startsWith(`${path}/`)),
    );
    if (entry === undefined) return undefined;
    return { name, api: new URL(`${entry.protocol}//${wellKnown(name).api ?? name}`) };
  }

  /** Whether a registry's token may be asked for at an address. */
  allowsTokens({ name, api }: AllowedRegistry, url: URL): boolean {
    if (!this.isAsSafe(api, url)) return false;
    return url.host === api.host || wellKnown(name).tokens?.includes(url.host) === true || this.names(url);
  }

  /** Whether a registry may send to an address for content. */
  allowsContent({ name, api }: AllowedRegistry, url: URL): boolean {
    if (!this.isAsSafe(api, url)) return false;
    const known = wellKnown(name).content ?? [];
    return url.host === api.host || known.some((pattern) => hostFits(pattern, url.host)) || this.names(url);
  }

  private names(url: URL): boolean {
    return this.entries.some(
      ({ host, path, protocol }) => path === '' && host === url.host && protocol === url.protocol,
    );
  }

  /** No secret goes without TLS where the registry has it. */
  private isAsSafe(api: URL, { protocol, username, password }: URL): boolean {
    return (
      username === '' &&
      password === '' &&
      (protocol === 'https:' || (protocol === 'http:' && api.protocol === 'http:'))
    );
  }
}

function withoutUser(value: string): string {
  return value.replace(/\/\/[^/@]*@/, '//');
}
