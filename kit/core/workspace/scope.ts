import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import type { Environment } from '../../environment';
import { concurrently } from '../concurrently';
import { UsageError } from '../errors';
import { FactsCache } from '../facts/facts-cache';
import type { ReadOptions } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { Git } from '../repository/git';
import { existingMirror, mirror } from '../repository/mirror';
import { credentialsOf } from './credentials';
import type { parseWorkspace } from './read-workspace';
import type { Workspace, WorkspaceRepository } from './workspace';

/** What a workspace file is called where nobody names one. */
export const workspaceFileName = 'fleetkeep.yaml';

/** Repositories that are cloned or fetched at a time. */
export const fetchesAtOnce = 8;

/** A repository of a run. */
export interface ScopedRepository {
  /** In the workspace; null for the only one of a run without one. */
  readonly name: string | null;
  /** Where it comes from, when that is an address. */
  readonly url?: string;
  /** How to read it: by its own path, or that of its mirror. */
  readonly read: ReadOptions;
}

/** The repositories that a run is about. */
export interface Scope {
  /** Undefined for a single repository. */
  readonly workspace?: Workspace;
  readonly repositories: readonly ScopedRepository[];
  /** Those that could not be had. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** A workspace file that was found and is not followed: a change of the repository that is judged could have brought it. */
  readonly ignored?: string;
}

export interface ScopeOptions {
  readonly read: ReadOptions;
  /** The value of `--workspace`, or one that was read. @default the first `fleetkeep.yaml` from the current folder upwards, if there is one */
  readonly workspace?: string | Workspace;
  /** Whether a file that nobody named counts also when it lies in the repository stood in. @default true */
  readonly followOwn?: boolean;
}

/**
 * Finds out which repositories a run is about: the one that is named; else those of the workspace file; else the one stood in.
 * What was never fetched is cloned; what is there is taken as `fleetkeep index` last left it.
 *
 * @throws UsageError for a workspace file that is wrong, or options that exclude one another
 */
export async function scopeOf(
  environment: Environment,
  { read, workspace, followOwn = true }: ScopeOptions,
): Promise<Scope> {
  const file = typeof workspace === 'object' ? workspace : await workspaceOf(environment, read, workspace);
  if (file === undefined) return { repositories: [{ name: null, read }], notEvaluated: [] };
  const git = new Git(environment);
  if (file.discovered && !followOwn && (await isOwn(git, environment, file)))
    return { repositories: [{ name: null, read }], notEvaluated: [], ignored: file.file };
  refuse(read);
  const { onProgress } = read;
  let done = 0;
  const hidden: NotEvaluated[] = [];
  const found = await concurrently(fetchesAtOnce, file.repositories, async (one) => {
    try {
      const path = one.path ?? (await existingMirror(environment, one.url ?? ''));
      if (path !== undefined) return scoped(one, path, read);
      onProgress?.({ phase: 'clone', done, total: file.repositories.length, item: one.name });
      const cloned = await mirror(git, environment, one.url ?? '', {
        what: `${file.file}:${one.line}: url`,
        credentials: credentialsOf(environment, file, one),
      });
      done++;
      return scoped(one, cloned, read);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      hidden.push(notEvaluated({ repository: one.name, reason: error.message }));
      return undefined;
    }
  });
  const repositories = found.filter((one) => one !== undefined);
  if (repositories.length === 0) throw new UsageError(hidden.map(({ reason }) => reason).join('\n'));
  return { workspace: file, repositories: withMirrors(repositories), notEvaluated: hidden };
}

/**
 * The workspace file of a run.
 *
 * @returns undefined for a run about a single repository
 * @throws UsageError for a file that is named and not there, or wrong
 */
export async function workspaceOf(
  environment: Environment,
  read: Pick<ReadOptions, 'repository' | 'cache'>,
  named?: string,
): Promise<Workspace | undefined> {
  if (named !== undefined) {
    if (read.repository !== undefined)
      throw new UsageError('--workspace and --repository exclude one another: say which of the two is meant');
    const path = resolve(environment.workingDirectory, named);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
      throw new UsageError(`--workspace '${named}' ${why}: give the path of a ${workspaceFileName}`);
    });
    return parsed(environment, read, [text, named, path, false]);
  }
  if (read.repository !== undefined) return undefined;
  for (let folder = environment.workingDirectory; ; folder = dirname(folder)) {
    const path = join(folder, workspaceFileName);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const shown = relative(environment.workingDirectory, path);
    if (text !== undefined) return parsed(environment, read, [text, shown, path, true]);
    if (folder === dirname(folder)) return undefined;
  }
}

/** What was once understood of a file is not parsed again: what parses is slow to load. */
function parsed(
  environment: Environment,
  { cache }: Pick<ReadOptions, 'cache'>,
  said: Parameters<typeof parseWorkspace>,
): Promise<Workspace> {
  return new FactsCache(environment, cache !== false).of(['workspace', ...said], async () =>
    (await import('./read-workspace.ts')).parseWorkspace(...said),
  );
}

/** Whether the file lies in the repository stood in. */
async function isOwn(git: Git, environment: Environment, { file }: Workspace): Promise<boolean> {
  const directory = environment.workingDirectory;
  const top = await git.run(['rev-parse', '--show-toplevel'], { directory }).catch(() => '');
  if (top.trim() === '') return false;
  const inside = relative(top.trim(), await realpath(resolve(directory, file)));
  return !inside.startsWith('..');
}

/** What is about one repository cannot be said of all of them. */
function refuse({ entries = [], staged = false, sources = [] }: ReadOptions): void {
  if (entries.length > 0)
    throw new UsageError(
      `--entry is about one repository: write 'entries' beside it in ${workspaceFileName}, or say --repository too`,
    );
  if (sources.length > 0) throw new UsageError('--source is about one repository: say --repository too');
  if (staged) throw new UsageError('--staged is about one repository: say --repository too');
}

/** Each may take sources from the others. */
function withMirrors(repositories: readonly ScopedRepository[]): readonly ScopedRepository[] {
  const mirrors = repositories.flatMap(({ url, read: { repository: path = '' } }) =>
    url === undefined ? [] : [{ address: url, path }],
  );
  return repositories.map((one) => {
    const others = mirrors.filter(({ path }) => path !== one.read.repository);
    return { ...one, read: { ...one.read, mirrors: others } };
  });
}

function scoped(one: WorkspaceRepository, path: string, read: ReadOptions): ScopedRepository {
  const revision = read.revision ?? one.revision;
  const options = { ...read, repository: path, revision, entries: one.entries, mayBeEmpty: true };
  return { name: one.name, url: one.url, read: options };
}
