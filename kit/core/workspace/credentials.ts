import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import type { GitCredentials } from '../repository/git';
import type { Workspace, WorkspaceRepository } from './workspace';

/**
 * What opens a repository, of the environment variable that the workspace names.
 *
 * A file that was only found may be anybody's: it would send the variable to whatever address it names. Only a file that the
 * user named is believed.
 *
 * @returns undefined where Git finds what it needs by itself
 * @throws UsageError when the variable is not set, or the file was not named
 */
export function credentialsOf(
  environment: Environment,
  { file, discovered }: Pick<Workspace, 'file' | 'discovered'>,
  { name, credentials, url = '', line }: WorkspaceRepository,
): GitCredentials | undefined {
  if (credentials === undefined) return undefined;
  const { variable, username = 'x-access-token' } = credentials;
  const place = `${file}:${line}: repository '${name}'`;
  if (discovered)
    throw new UsageError(
      `${place} wants the variable ${variable}, and nobody named the file: say --workspace ${file} if it is yours`,
    );
  if (!environment.variables[variable])
    throw new UsageError(`${place} wants the variable ${variable}, which is not set: export it`);
  return { url, username, variable };
}
