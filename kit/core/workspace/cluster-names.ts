import type { Cluster } from '../clusters/cluster';
import { groupBy } from '../group-by';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';

interface Named {
  /** Of the repository; null for the only one. */
  readonly name: string | null;
  readonly clusters: readonly Cluster[];
}

/** Two clusters of one name in different repositories: each is told, and shown as `repository/name`. */
export function sameNames(repositories: readonly Named[]): readonly NotEvaluated[] {
  return [...twice(repositories)].flatMap(([name, all]) =>
    all.map(({ repository, cluster }) => {
      const others = all.filter((one) => one.repository !== repository).map(place);
      const reason = `a cluster of another repository is named ${name} too (${others.join(', ')}): rename one of them; here it is shown as ${repository}/${name}`;
      const { file = null, line = null } = cluster.declaredAt;
      return notEvaluated({
        cluster: `${repository}/${name}`,
        file,
        line,
        repository: repository ?? undefined,
        reason,
      });
    }),
  );
}

/**
 * How the clusters of a repository are called among all: by their names, but for those that another repository has too.
 *
 * @returns what a name in a repository is to be shown as
 */
export function shownNames(
  repositories: readonly Named[],
): (repository: string | null, cluster: string) => string {
  const names = twice(repositories);
  return (repository, cluster) => (names.has(cluster) ? `${repository}/${cluster}` : cluster);
}

interface Placed {
  readonly repository: string | null;
  readonly cluster: Cluster;
}

function twice(repositories: readonly Named[]): ReadonlyMap<string, readonly Placed[]> {
  const all = repositories.flatMap(({ name, clusters }) =>
    clusters.map((cluster): Placed => ({ repository: name, cluster })),
  );
  return new Map([...groupBy(all, ({ cluster }) => cluster.name)].filter(([, group]) => group.length > 1));
}

function place({ repository, cluster: { declaredAt } }: Placed): string {
  const { file, line } = declaredAt;
  return [`${repository}`, file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`].join(
    '',
  );
}
