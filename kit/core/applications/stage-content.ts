import type { ClusterFacts, PlacedChart, PlacedImageUse, UnitFacts } from '../facts/cluster-facts';
import { entryPath } from '../clusters/entry-path';
import type { ChartVersion } from './version';

/** What runs in a stage. Plain data. */
export interface StageContent {
  /** References as they are written, each once, sorted. */
  readonly images: readonly string[];
  readonly charts: readonly ChartVersion[];
  /** Of its workloads, each once, sorted. */
  readonly namespaces: readonly string[];
}

/**
 * A cluster's facts by folder: made once for a cluster, asked once for each of its stages.
 */
export class ClusterContent {
  private readonly unitsByPath = new Map<string, UnitFacts[]>();
  private readonly applied = new Map<string, string[]>();
  private readonly uses = new Map<string, PlacedImageUse[]>();
  private readonly charts = new Map<string, PlacedChart[]>();
  /** By the folders above the files that they come from. */
  private readonly byFolder = new Map<string, { uses: PlacedImageUse[]; charts: PlacedChart[] }>();

  constructor({ units, uses, charts }: ClusterFacts) {
    for (const unit of units) {
      if (unit.kind === 'Kustomization') push(this.unitsByPath, entryPath(unit.path) ?? unit.path, unit);
      if (unit.appliedBy !== null && unit.appliedBy !== unit.id) push(this.applied, unit.appliedBy, unit.id);
    }
    for (const use of uses) {
      push(this.uses, use.kustomization, use);
      // Where the image is set says more than where its workload is declared, and both may be the stage's folder.
      for (const folder of new Set([use.file, use.declaredIn].flatMap(foldersAbove)))
        this.inFolder(folder).uses.push(use);
    }
    for (const chart of charts) {
      push(this.charts, chart.unit, chart);
      for (const folder of foldersAbove(chart.file)) this.inFolder(folder).charts.push(chart);
    }
  }

  /**
   * What the cluster gets from a folder: through the Kustomizations of that path and all that they apply, and from the
   * files in it.
   *
   * @param isFrom whether a unit takes its files from the repository of the folder
   * @returns undefined when the cluster gets nothing from it
   */
  in(path: string, isFrom: (unit: UnitFacts) => boolean): StageContent | undefined {
    const exact = (this.unitsByPath.get(path) ?? []).filter(isFrom);
    const placed = this.byFolder.get(path);
    if (exact.length === 0 && placed === undefined) return undefined;
    const units = this.below(exact.map(({ id }) => id));
    for (const { release, namespace } of placed?.charts ?? [])
      for (const id of this.below([`HelmRelease/${namespace}/${release}`])) units.add(id);
    const listed = [...units];
    return contentOf(
      [...listed.flatMap((id) => this.uses.get(id) ?? []), ...(placed?.uses ?? [])],
      [...listed.flatMap((id) => this.charts.get(id) ?? []), ...(placed?.charts ?? [])],
    );
  }

  /** What one unit applies itself, and the charts that it asks for. */
  ofUnit(id: string): StageContent {
    return contentOf(this.uses.get(id) ?? [], this.charts.get(id) ?? []);
  }

  /** Units and all that they apply, however deep. */
  private below(start: readonly string[]): Set<string> {
    const found = new Set<string>();
    const open = [...start];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      for (const next of this.applied.get(id) ?? []) open.push(next);
    }
    return found;
  }

  private inFolder(folder: string): { uses: PlacedImageUse[]; charts: PlacedChart[] } {
    const known = this.byFolder.get(folder) ?? { uses: [], charts: [] };
    this.byFolder.set(folder, known);
    return known;
  }
}

/** All that a rendered folder holds. */
export function contentOf(
  uses: readonly Pick<PlacedImageUse, 'image' | 'namespace'>[],
  charts: readonly Pick<PlacedChart, 'name' | 'version'>[],
): StageContent {
  const versions = new Map(charts.map(({ name, version }) => [`${name}\0${version}`, { name, version }]));
  return {
    images: [...new Set(uses.map(({ image }) => image))].sort(),
    charts: [...versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chart]) => chart),
    namespaces: [...new Set(uses.map(({ namespace }) => namespace))].sort(),
  };
}

/** `./a/b`, `./a` and `./` of `a/b/c.yaml`. */
function foldersAbove(file: string): readonly string[] {
  const parts = file.split('/');
  return parts.map((_, depth) => `./${parts.slice(0, depth).join('/')}`);
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}
