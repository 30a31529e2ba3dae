/**
 * The text of `.github/CODEOWNERS`: who must approve a change of which path. The last pattern that matches wins.
 *
 * Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function codeOwnersText(codeOwners: Iterable<readonly [string, readonly string[]]>): string {
  const entries = [...codeOwners];
  const width = entries.reduce((widest, [pattern]) => Math.max(widest, pattern.length), 0);
  const lines = entries.map(([pattern, owners]) => `${pattern.padEnd(width)} ${owners.join(' ')}`);
  return ['# Generated from the fleet declaration; the last match wins.', ...lines, ''].join('\n');
}
