import { concurrently } from '../concurrently';
import { UsageError } from '../errors';
import type { ReadOptions } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { Scope, ScopedRepository } from './scope';

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
 * Does the same for every repository of a run: by default one after the other, because the engine divides its own work. One
 * of a workspace that cannot be read is told, and the rest goes on.
 *
 * @param atOnce so many at a time
 * @throws UsageError when none can be read
 */
export async function overRepositories<Result>(
  { repositories, notEvaluated: absent }: Scope,
  work: (read: ReadOptions, repository: ScopedRepository) => Promise<Result>,
  atOnce = 1,
): Promise<Parts<Result>> {
  const hidden: NotEvaluated[] = [...absent];
  let done = 0;
  const found = await concurrently(
    atOnce,
    repositories,
    async (repository): Promise<Part<Result> | undefined> => {
      const { name, read } = repository;
      if (name !== null) read.onProgress?.({ phase: 'read', done, total: repositories.length, item: name });
      try {
        return { name, read, result: await work(read, repository) };
      } catch (error) {
        if (!(error instanceof UsageError) || name === null) throw error;
        hidden.push(notEvaluated({ repository: name, reason: error.message }));
        return undefined;
      } finally {
        done++;
      }
    },
  );
  const parts = found.filter((part) => part !== undefined);
  if (parts.length === 0) throw new UsageError(hidden.map(({ reason }) => reason).join('\n'));
  return { parts, notEvaluated: hidden };
}
