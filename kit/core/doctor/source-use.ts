import type { SourcePath } from '../../engine-client/protocol';
import { groupBy } from '../group-by';
import { type ClusterRendering, kustomizationId, type Rendering } from '../render/rendering';

/** A source and whether its content was at hand. */
export interface SourceUse {
  /** `Kind/namespace/name`. */
  readonly source: string;
  /**
   * `repository`: it is this repository, or made of it. `given`: by `--source`. `engine`: a chart that the engine brings.
   * `missing`: only the network has it.
   */
  readonly content: 'repository' | 'given' | 'engine' | 'missing';
  /** Names of the clusters that use it. */
  readonly clusters: readonly string[];
  /** How many Kustomizations and HelmReleases are made from it. */
  readonly users: number;
}

const unavailable = ['source-unavailable', 'chart-unavailable'];

/** Every source that Kustomizations and HelmReleases of the clusters are made from. */
export function sourceUses(rendering: Rendering, given: readonly SourcePath[]): readonly SourceUse[] {
  const uses = rendering.clusters.flatMap((cluster) => usesOf(cluster, given));
  const bySource = [...groupBy(uses, ({ source }) => source)].sort(([a], [b]) => (a < b ? -1 : 1));
  return bySource.map(([source, all]) => ({
    source,
    content: all.find(({ content }) => content === 'missing')?.content ?? all[0]?.content ?? 'missing',
    clusters: [...new Set(all.map(({ cluster }) => cluster))],
    users: all.length,
  }));
}

interface Use {
  readonly source: string;
  readonly content: SourceUse['content'];
  readonly cluster: string;
}

function usesOf(
  { cluster, kustomizations, problems }: ClusterRendering,
  given: readonly SourcePath[],
): readonly Use[] {
  const lacking = new Set(
    problems.filter(({ code }) => unavailable.includes(code)).map(({ kustomization }) => kustomization),
  );
  const sourced = kustomizations.filter(({ status }) => status.source !== '');
  return sourced.map(({ status }): Use => {
    const { source, kind } = status;
    const use = { source, cluster: cluster.name };
    if (lacking.has(kustomizationId(status))) return { ...use, content: 'missing' };
    if (given.some((one) => one.source === source)) return { ...use, content: 'given' };
    const fromRegistry = kind === 'HelmRelease' && source.startsWith('HelmRepository/');
    return { ...use, content: fromRegistry ? 'engine' : 'repository' };
  });
}
