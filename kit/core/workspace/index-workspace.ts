import type { Environment } from '../../environment';
import { concurrently } from '../concurrently';
import { UsageError } from '../errors';
import type { OnProgress } from '../progress';
import { Git } from '../repository/git';
import { existingMirror, mirror } from '../repository/mirror';
import { openRepository } from '../repository/open';
import { withoutCredentials } from '../repository/remote';
import { credentialsOf } from './credentials';
import { fetchesAtOnce } from './scope';
import type { Workspace, WorkspaceRepository } from './workspace';

/** One repository of a workspace, made fresh. The public JSON of `fleetkeep index`. */
export interface IndexedRepository {
  readonly name: string;
  /** Without a password; of one on this machine its path. */
  readonly address: string;
  /**
   * - `cloned`: for the first time
   * - `updated`: what is read of it has changed since it was last fetched
   * - `unchanged`
   * - `local`: on this machine, read as it is
   * - `unreachable`: it could not be fetched, or is no repository; what was fetched before is still read
   */
  readonly state: 'cloned' | 'updated' | 'unchanged' | 'local' | 'unreachable';
  /** What is read of it: full id and date of the commit; null where there is none. */
  readonly commit: string | null;
  readonly date: string | null;
  /** Whether its history is cut short. */
  readonly shallow: boolean;
  /** Why it is unreachable, and what to do; null otherwise. */
  readonly problem: string | null;
}

/** Fetches every repository of a workspace, several at a time. One that cannot be had is told; the rest goes on. */
export async function indexWorkspace(
  environment: Environment,
  workspace: Workspace,
  onProgress?: OnProgress,
): Promise<readonly IndexedRepository[]> {
  const git = new Git(environment);
  const total = workspace.repositories.length;
  let done = 0;
  return concurrently(fetchesAtOnce, workspace.repositories, async (one) => {
    onProgress?.({ phase: 'clone', done, total, item: one.name });
    const indexed = await indexOne(git, environment, workspace, one);
    onProgress?.({ phase: 'clone', done: ++done, total, item: one.name });
    return indexed;
  });
}

async function indexOne(
  git: Git,
  environment: Environment,
  workspace: Workspace,
  one: WorkspaceRepository,
): Promise<IndexedRepository> {
  const { name, url, path = '', revision = 'HEAD', line } = one;
  const address = url === undefined ? path : withoutCredentials(url);
  const before = url === undefined ? undefined : await existingMirror(environment, url);
  const known = before === undefined ? undefined : await headOf(git, before, revision);
  try {
    const what = `${workspace.file}:${line}: url`;
    const directory =
      url === undefined
        ? (await openRepository(environment, path)).path
        : await mirror(git, environment, url, {
            what,
            credentials: credentialsOf(environment, workspace, one),
          });
    const head = await headOf(git, directory, revision);
    const shallow =
      (await git.run(['rev-parse', '--is-shallow-repository'], { directory })).trim() === 'true';
    const problem = head.commit === null ? missing(revision, address) : null;
    const fresh =
      before === undefined ? 'cloned' : known?.commit === head.commit ? 'unchanged' : ('updated' as const);
    const state = problem !== null ? 'unreachable' : url === undefined ? 'local' : fresh;
    return { name, address, state, ...head, shallow, problem };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const last = known ?? { commit: null, date: null };
    return { name, address, state: 'unreachable', ...last, shallow: false, problem: error.message };
  }
}

function missing(revision: string, address: string): string {
  return revision === 'HEAD'
    ? `${address} has no commit: push something first`
    : `${address} has no revision '${revision}': correct it in the workspace file`;
}

async function headOf(
  git: Git,
  directory: string,
  revision: string,
): Promise<Pick<IndexedRepository, 'commit' | 'date'>> {
  const args = ['log', '-1', '--no-show-signature', '--format=%H %cI', '--end-of-options', revision, '--'];
  const line = await git.run(args, { directory }).catch(() => '');
  const [commit, date] = line.trim().split(' ');
  return commit && date ? { commit, date } : { commit: null, date: null };
}
