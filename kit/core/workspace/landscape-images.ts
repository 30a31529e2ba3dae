import { selectable } from '../clusters/selectable';
import { UsageError } from '../errors';
import type { ReadOptions } from '../fleet-reader';
import type { ImageUse } from '../images/image-use';
import type { NotEvaluated } from '../not-evaluated';
import type { Landscape } from './landscape';

/**
 * Every use of an image in a landscape, by cluster; of the clusters that were asked for.
 *
 * @throws UsageError where there is no cluster at all: that nothing runs would be no answer
 */
export function landscapeImages(
  landscape: Landscape,
  { clusters = [], selector }: Pick<ReadOptions, 'clusters' | 'selector'>,
): { readonly uses: readonly ImageUse[]; readonly notEvaluated: readonly NotEvaluated[] } {
  if (landscape.clusterNames.length === 0) throw noCluster(landscape);
  const wanted = landscape.repositories.flatMap((reading) =>
    reading.facts.clusters.flatMap((facts) => {
      const name = landscape.clusterName(reading, facts.cluster.name);
      if (clusters.length > 0 && !clusters.includes(name)) return [];
      return selector?.(selectable(facts.cluster)) === false ? [] : [{ name, facts }];
    }),
  );
  const uses = wanted
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, facts }) =>
      facts.uses.map(({ declaredIn: _, ...use }): ImageUse => ({ ...use, cluster: name })),
    );
  const names = new Set(wanted.map(({ name }) => name));
  return {
    uses,
    notEvaluated: landscape.notEvaluated.filter(({ cluster }) => cluster === null || names.has(cluster)),
  };
}

function noCluster({ notEvaluated }: Landscape): UsageError {
  const because = notEvaluated.map(({ file, line, reason }) => {
    const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
    return `\n  ${place}${reason}`;
  });
  return new UsageError(
    `no cluster is in what was read, so nobody knows what runs: say where one begins by --entry NAME=PATH, or read the repositories of the clusters too (fleetkeep.yaml)${because.join('')}`,
  );
}
