import { environmentsOf } from '../../fleet/github-environments';
import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { githubFiles } from '../../project/generated-files';
import { Folder } from '../folder';

/** Writes `.github/`: CODEOWNERS, the workflows that judge and apply, and what keeps their actions new. */
export function writeGithubFiles(fleet: ResolvedFleet, outputDirectory: string): void {
  const { defaultBranch, runner, codeOwners } = fleet.github;
  const folder = new Folder(outputDirectory, '.');
  const files = githubFiles({ defaultBranch, runner, codeOwners, environments: environmentsOf(fleet) });
  for (const [path, text] of files) folder.writeText(path, text);
}
