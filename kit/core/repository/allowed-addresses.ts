import { UsageError } from '../errors';

/**
 * Which Git repositories may be fetched for the rendering: those of a host, or below a path of it. `github.com/acme` allows
 * https://github.com/acme/shop and git@github.com:acme/shop, and not https://github.com/acme-evil/shop.
 */
export class AllowedAddresses {
  private readonly prefixes: readonly string[];

  /** @throws UsageError for what is no host, with or without a path */
  constructor(written: readonly string[]) {
    this.prefixes = written.map((value) => {
      const address = addressOf(value) ?? (value.includes('://') ? undefined : addressOf(`https://${value}`));
      if (address === undefined) {
        throw new UsageError(`--fetch '${value}' is no host: say for instance --fetch github.com/acme`);
      }
      return address;
    });
  }

  get none(): boolean {
    return this.prefixes.length === 0;
  }

  allow(url: string): boolean {
    const address = addressOf(url);
    return (
      address !== undefined &&
      this.prefixes.some((prefix) => address === prefix || address.startsWith(`${prefix}/`))
    );
  }
}

/** Host and path, however one gets there; undefined for what is no address. */
function addressOf(url: string): string | undefined {
  // Git reads these otherwise than a URL does: a backslash is a letter of the user's name, and a path over ssh is decoded.
  if (/[\\%\s\p{Cc}]/u.test(url)) return undefined;
  const scpLike = /^[\w.-]+@([\w.-]+):(?!\/\/)(.*)$/.exec(url);
  if (scpLike !== null) return clean(scpLike[1] ?? '', scpLike[2] ?? '');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.host === '' && parsed.protocol !== 'file:') return undefined;
  return clean(parsed.host, parsed.pathname);
}

function clean(host: string, path: string): string {
  const parts = path.replace(/\.git$/, '').split('/');
  // A path that leads upwards leaves what was allowed.
  if (parts.includes('..')) return '';
  return [host.toLowerCase(), ...parts.filter((part) => part !== '')].join('/');
}
