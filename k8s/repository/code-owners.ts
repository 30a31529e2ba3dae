import { ResolvedGithub } from '../../fleet/resolved-fleet';
import { Folder } from '../folder';

/**
 * Writes `.github/CODEOWNERS`: who must approve a change of which path. The last pattern that matches wins.
 *
 * Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function writeCodeOwners(github: ResolvedGithub, outputDirectory: string): void {
  const width = Math.max(0, ...[...github.codeOwners.keys()].map((pattern) => pattern.length));
  const lines = [...github.codeOwners].map(
    ([pattern, owners]) => `${pattern.padEnd(width)} ${owners.join(' ')}`,
  );
  const content = ['# Generated from the fleet declaration; the last match wins.', ...lines, ''].join('\n');
  new Folder(outputDirectory, '.github').writeText('CODEOWNERS', content);
}
