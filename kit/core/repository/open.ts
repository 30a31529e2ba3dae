import { realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

import { BoundedMemo } from '../../bounded-memo';
import type { Environment } from '../../environment';
import { NoFleetHereError, UsageError } from '../errors';
import { configState } from './config-state';
import { Git, GitError } from './git';
import { mirror, mirroredAddress } from './mirror';
import { isRemote, withoutCredentials } from './remote';
import { Repository, type RepositoryLocation } from './repository';

/**
 * Opens a repository.
 *
 * @param repository path of a working tree or of a bare repository, or a URL, which is mirrored into the cache
 *   folder; without one the repository that the user stands in
 * @throws UsageError when it is no repository, or cannot be fetched
 */
export async function openRepository(environment: Environment, repository?: string): Promise<Repository> {
  const git = new Git(environment);
  if (repository === undefined) return new Repository(git, await standingIn(git, environment));
  if (isRemote(repository)) {
    const gitDirectory = await mirror(git, environment, repository);
    return new Repository(git, { label: withoutCredentials(repository), gitDirectory });
  }
  const location = await atPath(git, environment, repository);
  const label = (await mirroredAddress(git, environment, location.gitDirectory)) ?? location.label;
  return new Repository(git, { ...location, label });
}

async function standingIn(git: Git, environment: Environment): Promise<RepositoryLocation> {
  const directory = environment.workingDirectory;
  const location = await locate(git, directory, directory);
  if (location !== undefined) return location;
  throw new NoFleetHereError(
    `${directory} is not in a Git repository: change into one, or say --repository with a path or URL`,
  );
}

async function atPath(git: Git, environment: Environment, path: string): Promise<RepositoryLocation> {
  const directory = resolve(environment.workingDirectory, path);
  const kind = await stat(directory).catch(() => undefined);
  if (kind === undefined) {
    throw new UsageError(
      `--repository '${path}' does not exist: give the path of a Git repository, or a URL`,
    );
  }
  if (!kind.isDirectory()) {
    throw new UsageError(`--repository '${path}' is a file: give the folder of a Git repository, or a URL`);
  }
  const location = await locate(git, directory, path);
  if (location === undefined) {
    throw new UsageError(
      `--repository '${path}' is not a Git repository: give the folder that holds .git, a bare repository or a URL, or run 'git init' there`,
    );
  }
  const real = await realpath(directory);
  if (location.workTree !== undefined && location.workTree !== real) {
    const folder = relative(location.workTree, real);
    throw new UsageError(
      `--repository '${path}' is a folder inside of the repository ${location.workTree}: give that instead, and where a cluster begins in the folder add --entry NAME=./${folder}`,
    );
  }
  return location;
}

/** Where repositories were found whose root was asked for, by that, over requests of one process. */
const found = new BoundedMemo<{ readonly location: RepositoryLocation; readonly state: string }>(256);

/**
 * `search`, done once for a repository whose root is asked for, as long as its configuration stays as it is: one that lies
 * in its own folder is found there.
 */
async function locate(git: Git, directory: string, label: string): Promise<RepositoryLocation | undefined> {
  const root = await realpath(directory);
  const known = found.find(root);
  if (known !== undefined && known.state === (await configState(known.location.gitDirectory)))
    return { ...known.location, label };
  const location = await search(git, directory, label);
  if (location === undefined) return undefined;
  const { gitDirectory, workTree } = location;
  const isPlain = gitDirectory === (workTree === undefined ? root : join(root, '.git'));
  const state = isPlain && (workTree ?? root) === root ? await configState(gitDirectory) : undefined;
  if (state !== undefined) found.keep(root, { location, state });
  return location;
}

/** Undefined when there is no repository; other troubles of git (of ownership, for instance) are told. */
async function search(git: Git, directory: string, label: string): Promise<RepositoryLocation | undefined> {
  const ask = async (...args: string[]): Promise<string> =>
    (await git.run(['rev-parse', ...args], { directory })).replace(/\n$/, '');
  try {
    const said = await ask('--is-inside-work-tree', '--git-common-dir', '--show-cdup');
    const [inside, ...lines] = said.split('\n');
    if (inside !== 'true') {
      // A work tree that is elsewhere is told, too, and a path may have several lines.
      const path = lines.length === 1 ? said.slice('false\n'.length) : await ask('--git-common-dir');
      return { label, gitDirectory: await realpath(resolve(directory, path)) };
    }
    // The way up is of nothing but `../`.
    const up = lines.pop() ?? '';
    const gitDirectory = await realpath(resolve(directory, lines.join('\n')));
    const workTree = await realpath(resolve(directory, up));
    // A configured core.worktree could send us anywhere: what we read has to be where its .git is.
    if (await stat(join(workTree, '.git')).catch(() => undefined)) return { label, gitDirectory, workTree };
    throw new UsageError(
      `${label}: its configuration sets core.worktree to ${workTree}, which is not supported`,
    );
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/not a git repository|must be run in a work tree/i.test(error.message)) return undefined;
    throw new UsageError(`${label}: ${error.message}`, { cause: error });
  }
}
