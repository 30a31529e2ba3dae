import { UsageError } from '../errors';
import type { ReadOptions } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { Scope } from './scope';

/** What one repository gave. */
export interface Part<Result> {
  /** In the workspace; null for the only one of a run without one. */
  readonly name: string | null;
  readonly read: ReadOptions;
  readonly result: Result;
}

/** What all of them gave. */
export interface Parts<Result> {
  readonly parts: readonly Part<Result>[];
  /** Repositories that could not be read. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Does the same for every repository of a run, one after the other: the engine divides its own work. One of a workspace that
 * cannot be read is told, and the rest goes on.
 *
 * @throws UsageError when none can be read
 */
export async function overRepositories<Result>(
  { repositories, notEvaluated: absent }: Scope,
  work: (read: ReadOptions) => Promise<Result>,
): Promise<Parts<Result>> {
  const hidden: NotEvaluated[] = [...absent];
  const parts: Part<Result>[] = [];
  for (const { name, read } of repositories) {
    if (name !== null)
      read.onProgress?.({ phase: 'read', done: parts.length, total: repositories.length, item: name });
    try {
      parts.push({ name, read, result: await work(read) });
    } catch (error) {
      if (!(error instanceof UsageError) || name === null) throw error;
      hidden.push(notEvaluated({ repository: name, reason: error.message }));
    }
  }
  if (parts.length === 0) throw new UsageError(hidden.map(({ reason }) => reason).join('\n'));
  return { parts, notEvaluated: hidden };
}
