import type { Cluster } from '../clusters/cluster';
import type { UnitFacts } from '../facts/cluster-facts';
import type { Landscape } from './landscape';

/** One cluster in detail. The public JSON of `fleetkeep describe cluster`, with its stages. */
export interface ClusterDetails {
  readonly name: string;
  readonly stage: string | null;
  readonly kubernetesVersion: string | null;
  readonly location: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** In the workspace; null for the only one. */
  readonly repository: string | null;
  /** Full id; null for the working tree. */
  readonly commit: string | null;
  readonly entry: string;
  readonly delivery: Cluster['delivery'];
  readonly file: string | null;
  readonly line: number | null;
  /** Each reference once, sorted. */
  readonly images: readonly string[];
  readonly units: readonly UnitFacts[];
}

/** Every cluster of a landscape, by name. */
export function describeClusters(landscape: Landscape): readonly ClusterDetails[] {
  return landscape.repositories
    .flatMap((reading) =>
      reading.facts.clusters.map(({ cluster, units, uses }): ClusterDetails => {
        const { stage = null, kubernetesVersion = null, location = null, labels = {} } = cluster;
        const { file = null, line = null } = cluster.declaredAt;
        return {
          name: landscape.clusterName(reading, cluster.name),
          stage,
          kubernetesVersion,
          location,
          labels,
          repository: reading.name,
          commit: reading.facts.commit,
          entry: cluster.entry,
          delivery: cluster.delivery,
          file,
          line,
          images: [...new Set(uses.map(({ image }) => image))].sort(),
          units,
        };
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
