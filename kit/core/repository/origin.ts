import { repositoryAddress } from './address';
import { type Git, GitError } from './git';

/** The URL of the remote `origin`, as the repository's own configuration has it; undefined without one. */
export async function originUrl(git: Git, directory: string): Promise<string | undefined> {
  try {
    const url = await git.run(['config', '--local', '--get', 'remote.origin.url'], { directory });
    return url.trim();
  } catch (error) {
    if (error instanceof GitError) return undefined;
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
