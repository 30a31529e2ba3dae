import { UsageError } from '../errors';
import { type Git, GitError } from './git';
import { isAllowedRemote, withoutCredentials } from './remote';

/** Each round fetches one more level of trees, at most. */
const maxRounds = 64;

/**
 * Fetches what a partial clone lacks of one commit, and nothing else, from the remote that it was cloned from.
 *
 * @param directory absolute path of a folder that git finds the repository from
 * @param commit full id
 * @throws UsageError when it cannot be fetched
 */
export async function fetchMissing(git: Git, directory: string, commit: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const missing = await missingObjects(git, directory, commit);
    if (missing.length === 0) return;
    const remote = await promisor(git, directory);
    const args = [
      '-c',
      'fetch.negotiationAlgorithm=noop',
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
    ];
    const only = ['--recurse-submodules=no', '--filter=blob:none', '--stdin', remote.name];
    try {
      const input = missing.map((id) => `${id}\n`).join('');
      await git.stream([...args, ...only], { directory, network: 'fetch' }, () => undefined, input);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      throw new UsageError(
        `--fetch-missing: ${missing.length} objects of ${commit} cannot be fetched from ${withoutCredentials(remote.url)}: ${withoutCredentials(error.message)}`,
        { cause: error },
      );
    }
  }
}

/** Ids that the commit needs and the clone does not have: `?<id>`, see git-rev-list(1). */
async function missingObjects(git: Git, directory: string, commit: string): Promise<readonly string[]> {
  const args = ['rev-list', '--objects', '--no-walk', '--missing=print', commit];
  const listing = await git.run(args, { directory });
  return listing.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : []));
}

async function promisor(
  git: Git,
  directory: string,
): Promise<{ readonly name: string; readonly url: string }> {
  const args = ['config', '--get-regexp', String.raw`^remote\..*\.promisor$`];
  const listing = await git.run(args, { directory }).catch(() => '');
  const name = /^remote\.(.+)\.promisor true$/m.exec(listing)?.[1];
  const url = name === undefined ? '' : (await git.run(['remote', 'get-url', name], { directory })).trim();
  if (name === undefined || name.startsWith('-') || !isAllowedRemote(url)) {
    throw new UsageError(
      `--fetch-missing: the clone names no remote by https, ssh or file that its missing objects could come from`,
    );
  }
  return { name, url };
}
