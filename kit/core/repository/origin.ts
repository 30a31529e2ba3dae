import { BoundedMemo } from '../../bounded-memo';
import { repositoryAddress } from './address';
import { configState } from './config-state';
import { type Git, GitError } from './git';

interface Origin {
  readonly url?: string;
}

/** Of configuration files as they are, over requests of one process. */
const origins = new BoundedMemo<Origin>(256);

/**
 * The URL of the remote `origin`, as the repository's own configuration has it; undefined without one. Git is asked once for
 * each state of that file, which includes no others here (git-config(1), `--includes`).
 *
 * @param directory absolute path of Git's own folder
 */
export async function originUrl(git: Git, directory: string): Promise<string | undefined> {
  const key = await configState(directory);
  const known = key && origins.find(key);
  if (known) return known.url;
  const origin = await readOrigin(git, directory);
  if (key !== undefined) origins.keep(key, origin);
  return origin.url;
}

async function readOrigin(git: Git, directory: string): Promise<Origin> {
  try {
    const url = await git.run(['config', '--local', '--get', 'remote.origin.url'], { directory });
    return { url: url.trim() };
  } catch (error) {
    if (error instanceof GitError) return {};
    throw error;
  }
}

/**
 * Host and path of where a repository was cloned from, without what opens it; undefined when it has no origin, or one that
 * is only a folder: whether something is this repository cannot be told by that.
 */
export async function originAddress(git: Git, directory: string): Promise<string | undefined> {
  const address = repositoryAddress((await originUrl(git, directory)) ?? '');
  return address === undefined || address === '' || address.startsWith('/') ? undefined : address;
}
