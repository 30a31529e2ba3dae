/**
 * Host and path of a repository, however one gets there: `git@github.com:acme/shop.git`, `ssh://git@github.com/acme/shop` and
 * `https://github.com/acme/shop/` are `github.com/acme/shop`.
 *
 * @returns undefined for what is no address
 */
export function repositoryAddress(url: string): string | undefined {
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
  const parts = path
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/');
  // A path that leads upwards leaves what was allowed.
  if (parts.includes('..')) return '';
  return [host.toLowerCase(), ...parts.filter((part) => part !== '')].join('/');
}

/** The last part of an address or path: what people call the repository. */
export function repositoryName(address: string): string {
  return (
    address
      .replace(/[/\\]+$/, '')
      .replace(/\.git$/, '')
      .split(/[/\\:]/)
      .at(-1) ?? ''
  );
}
