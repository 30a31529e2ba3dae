import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import { type Git, type GitCredentials, GitError } from './git';
import { locked } from './locked';
import { originUrl } from './origin';
import { isAllowedRemote, withoutCredentials } from './remote';

export interface MirrorOptions {
  /** Names the address in messages. @default '--repository' */
  readonly what?: string;
  /** @default what git finds by itself */
  readonly credentials?: GitCredentials;
}

/**
 * Keeps a bare mirror of a remote repository in the cache folder, fresh as of now, and gives its path.
 *
 * It asks for no credentials: those that git finds by itself (a credential helper, an ssh agent) are used. Two
 * processes may do this at once: the second waits until the first is through.
 *
 * @throws UsageError when the address is not allowed or cannot be fetched
 */
export async function mirror(
  git: Git,
  environment: Environment,
  url: string,
  { what = '--repository', credentials }: MirrorOptions = {},
): Promise<string> {
  const shown = withoutCredentials(url);
  if (!isAllowedRemote(url)) {
    throw new UsageError(`${what} '${shown}': only https, ssh and file addresses are fetched`);
  }
  const path = mirrorPath(environment, url);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await locked(`${path}.lock`, async () => {
      if (await exists(path)) await fetch(git, url, path, credentials);
      else await create(git, url, path, credentials);
    });
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall !== undefined) {
      const fix = 'set XDG_CACHE_HOME to a folder that can be written';
      throw new UsageError(`${what} '${shown}' cannot be mirrored to ${path} (${message}): ${fix}`, {
        cause: error,
      });
    }
    if (!(error instanceof GitError)) throw error;
    throw new UsageError(
      `${what} '${shown}' cannot be fetched: ${withoutCredentials(error.message)}; try 'git ls-remote ${shown}'`,
      { cause: error },
    );
  }
  return path;
}

/** The path of the mirror of an address as it was last fetched; undefined when it never was. */
export async function existingMirror(environment: Environment, url: string): Promise<string | undefined> {
  const path = mirrorPath(environment, url);
  return (await exists(path)) ? path : undefined;
}

/** The address that a folder is a mirror of, without its password; undefined for what is none of ours. */
export async function mirroredAddress(
  git: Git,
  environment: Environment,
  directory: string,
): Promise<string | undefined> {
  if (dirname(directory) !== join(environment.cacheDirectory, 'mirrors')) return undefined;
  return originUrl(git, directory);
}

/** A readable name and enough of a hash that no two addresses share a folder. */
function mirrorPath(environment: Environment, url: string): string {
  const name =
    withoutCredentials(url)
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1) ?? '';
  const hash = createHash('sha256').update(url).digest('hex').slice(0, 16);
  return join(environment.cacheDirectory, 'mirrors', `${name.replace(/[^\w.-]/g, '-')}-${hash}.git`);
}

async function create(git: Git, url: string, path: string, credentials?: GitCredentials): Promise<void> {
  const parent = dirname(path);
  const temporary = await mkdtemp(join(parent, '.clone-'));
  try {
    await git.run(['init', '--quiet', '--bare', '--template='], { directory: temporary });
    // Which repository this is a mirror of is asked later on; the password that opened it is not kept.
    await git.run(['config', 'remote.origin.url', withoutCredentials(url)], { directory: temporary });
    await fetch(git, url, temporary, credentials);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Branches and tags only: what hosts keep beside them, a reference for every pull request, can be a hundred times more. */
async function fetch(git: Git, url: string, path: string, credentials?: GitCredentials): Promise<void> {
  const options = { directory: path, network: 'fetch', credentials } as const;
  const references = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
  await git.run(['fetch', '--quiet', '--prune', '--no-write-fetch-head', '--', url, ...references], options);
  const remote = await git.run(['ls-remote', '--symref', '--', url, 'HEAD'], options);
  const head = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(remote)?.[1];
  if (head !== undefined) await git.run(['symbolic-ref', 'HEAD', head], options);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
