import type { Cluster } from '../clusters/cluster';
import { UsageError } from '../errors';
import { type NotEvaluated, orderNotEvaluated } from '../not-evaluated';
import { sameNames, shownNames } from './cluster-names';
import type { Part, Parts } from './over-repositories';

/** How the parts of a run are put together: clusters by names that no two have, each row with its repository. */
export interface Merging {
  /** How a cluster of a repository is called. */
  readonly shown: (repository: string | null, cluster: string) => string;
  /** Repositories that could not be read, and clusters of one name. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * @param clustersOf the clusters that a part read
 * @throws UsageError for a cluster that was asked for and is in none of several repositories
 */
export function mergingOf<Result>(
  { parts, notEvaluated }: Parts<Result>,
  clustersOf: (part: Part<Result>) => readonly Cluster[],
): Merging {
  const named = parts.map((part) => ({ name: part.name, clusters: clustersOf(part) }));
  const wanted = parts[0]?.read.clusters ?? [];
  if (parts.some(({ name }) => name !== null)) {
    const there = new Set(named.flatMap(({ clusters }) => clusters.map(({ name }) => name)));
    const unknown = wanted.find((name) => !there.has(name));
    if (unknown !== undefined)
      throw new UsageError(`--cluster '${unknown}' is in none of the repositories of the workspace`);
  }
  return { shown: shownNames(named), notEvaluated: [...notEvaluated, ...sameNames(named)] };
}

/** Rows that name a cluster, of all parts. */
export function mergeRows<Result, Row extends { readonly cluster: string }>(
  { parts }: Parts<Result>,
  { shown }: Merging,
  rowsOf: (result: Result) => readonly Row[],
): readonly (Row & { readonly repository?: string })[] {
  return parts.flatMap(({ name, result }) =>
    rowsOf(result).map((row) => {
      const cluster = shown(name, row.cluster);
      return name === null && cluster === row.cluster ? row : { ...row, cluster, ...of(name) };
    }),
  );
}

/** What could not be evaluated in all parts. */
export function mergeNotEvaluated<Result>(
  { parts }: Parts<Result>,
  merging: Merging,
  entriesOf: (result: Result) => readonly NotEvaluated[],
): readonly NotEvaluated[] {
  const entries = parts.flatMap(({ name, result }) =>
    entriesOf(result).map((entry) => ({
      ...entry,
      cluster: entry.cluster === null ? null : merging.shown(name, entry.cluster),
      ...of(name),
    })),
  );
  return orderNotEvaluated([...merging.notEvaluated, ...entries]);
}

/** The field that only rows of a workspace have. */
export function of(name: string | null): { readonly repository?: string } {
  return name === null ? {} : { repository: name };
}
