import { type Environment, timeOf } from '../../environment';
import { UsageError } from '../errors';
import type { ReadOptions } from '../fleet-reader';
import { Git, GitError } from '../repository/git';
import { mirrorHead } from '../repository/mirror-head';
import { openRepository } from '../repository/open';
import type { Repository } from '../repository/repository';
import { workTreeState } from '../repository/work-tree-state';
import type { ScopedRepository } from './scope';

/** A repository of a run, and the state in which it is. */
export interface OpenedRepository {
  /** In the workspace; null for the only one of a run without one. */
  readonly name: string | null;
  /** As the user said it, for messages. */
  readonly label: string;
  /** All addresses that it was given by. */
  readonly addresses: readonly string[];
  /** Absolute path of a folder that git finds it from. */
  readonly directory: string;
  /** The commit that its history ends in: the one that is read, of a working tree HEAD; undefined before the first. */
  readonly head: string | undefined;
  /** How to read it: of a commit by its id. */
  readonly read: ReadOptions;
  /** Tells its content from any other now; undefined for what has to be looked at each time. */
  readonly state: () => Promise<string | undefined>;
}

/** @throws UsageError when it cannot be opened, or has no such revision */
export async function openScoped(
  environment: Environment,
  { name, url, read }: ScopedRepository,
): Promise<OpenedRepository> {
  const git = new Git(environment);
  const repository = url === undefined ? await openRepository(environment, read.repository) : undefined;
  const directory = repository?.path ?? read.repository ?? '';
  const label = url ?? repository?.label ?? directory;
  const isTree = repository?.hasWorkTree === true && read.revision === undefined;
  const [head, addresses] = await Promise.all([
    isTree ? headOf(git, directory) : commitOf(git, directory, label, { revision: read.revision, url }),
    addressesOf(git, directory, url, repository),
  ]);
  const state = (): Promise<string | undefined> => {
    const { fetch, sources = [], staged = false } = read;
    if (staged || sources.length > 0 || fetch?.none === false) return Promise.resolve(undefined);
    return isTree ? workTreeState(git, directory, timeOf(environment)) : Promise.resolve(head);
  };
  return {
    name,
    label,
    addresses,
    directory,
    head,
    read: isTree ? read : { ...read, revision: head },
    state,
  };
}

async function addressesOf(
  git: Git,
  directory: string,
  url: string | undefined,
  repository: Repository | undefined,
): Promise<readonly string[]> {
  if (url !== undefined || repository === undefined) return [url ?? directory];
  const listing = await git
    .run(['config', '--get-regexp', String.raw`^remote\..*\.url$`], { directory })
    .catch(() => '');
  return [directory, ...listing.split('\n').flatMap((line) => line.split(' ')[1] ?? [])];
}

async function headOf(git: Git, directory: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
  return (await git.run(args, { directory }).catch(() => '')).trim() || undefined;
}

async function commitOf(
  git: Git,
  directory: string,
  label: string,
  { revision = 'HEAD', url }: { readonly revision?: string; readonly url?: string },
): Promise<string> {
  const known = url !== undefined && revision === 'HEAD' ? await mirrorHead(directory) : undefined;
  if (known !== undefined) return known;
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return (await git.run(args, { directory })).trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const fix = `give a branch, tag or commit that 'git rev-parse' knows there, and fetch it first if it is on a remote only`;
    const what = revision === 'HEAD' ? 'has no commit' : `has no revision '${revision}': ${fix}`;
    throw new UsageError(`${label} ${what}`, { cause: error });
  }
}
