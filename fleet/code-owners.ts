/**
 * CODEOWNERS patterns, as GitHub reads them: gitignore's syntax without `!`, `[ ]` and `\#`; the last match wins.
 *
 * Source: GitHub documentation, "About code owners", section "CODEOWNERS syntax".
 */
export function ownersOf(
  path: string,
  codeOwners: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  let owners: readonly string[] = [];
  for (const [pattern, candidates] of Object.entries(codeOwners)) {
    if (patternExpression(pattern).test(path)) owners = candidates;
  }
  return owners;
}

/** `@user`, `@organisation/team` or an e-mail address. */
export function isCodeOwner(text: string): boolean {
  return /^@[\w.-]+(\/[\w.-]+)?$/.test(text) || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text);
}

/** The team of `@organisation/team`, when it is of this organisation. */
export function teamOf(owner: string, organisation: string): string | undefined {
  const prefix = `@${organisation}/`;
  return owner.toLowerCase().startsWith(prefix.toLowerCase()) ? owner.slice(prefix.length) : undefined;
}

function patternExpression(pattern: string): RegExp {
  const anchored = pattern.slice(0, -1).includes('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const source = body
    .split(/(\*\*\/|\/\*\*|\*\*|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '/**') return '/.*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  // A folder's pattern covers what is below it; `docs/*` covers files of that folder only.
  const tail = pattern.endsWith('/') ? '/.*' : anchored && /[^*]\/\*$/.test(pattern) ? '' : '(?:/.*)?';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${tail}$`);
}
