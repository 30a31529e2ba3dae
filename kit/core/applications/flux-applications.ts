import type { ClusterFacts } from '../facts/cluster-facts';
import { ClusterContent, type StageContent } from './stage-content';

/** An application that nobody declared, in one cluster. */
export interface FluxStage {
  readonly application: string;
  /** The cluster's stage; its name where it has none. */
  readonly stage: string;
  readonly cluster: string;
  readonly path: string;
  readonly content: StageContent;
  readonly file: string | null;
  readonly line: number | null;
}

/**
 * The applications of a cluster for which nobody wrote Application files: each Kustomization and each HelmRelease that runs
 * something itself, by its name.
 */
export function fluxStages(facts: ClusterFacts): readonly FluxStage[] {
  const { cluster, units } = facts;
  const content = new ClusterContent(facts);
  return units.flatMap(({ id, name, path, file, line }): FluxStage[] => {
    const own = content.ofUnit(id);
    if (own.images.length === 0) return [];
    const place = { cluster: cluster.name, path, file, line };
    // What a release installs is what the Kustomization above asks for.
    const charts = facts.charts.filter(
      ({ release, namespace }) => id === `HelmRelease/${namespace}/${release}`,
    );
    return [
      {
        application: name,
        stage: cluster.stage ?? cluster.name,
        ...place,
        content: { ...own, charts: charts.map(({ name: chart, version }) => ({ name: chart, version })) },
      },
    ];
  });
}
