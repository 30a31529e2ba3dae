import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { type ReadInventory, readInventory } from '../images/read-inventory';
import type { NotEvaluated } from '../not-evaluated';
import { mergeNotEvaluated, mergingOf } from './merge-parts';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';

/** The images of one repository of a run. */
export interface InventoryPart extends ReadInventory {
  /** How a cluster of it is called among those of all. */
  readonly shown: (cluster: string) => string;
}

/**
 * The images of every repository of a run; each with its own names of clusters, as its policies and acceptances say them.
 *
 * @throws UsageError when nothing can be read
 */
export async function inventoryAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
): Promise<{ readonly parts: readonly InventoryPart[]; readonly notEvaluated: readonly NotEvaluated[] }> {
  const all = await overRepositories(scope, (read) => readInventory(environment, engine, read));
  const merging = mergingOf(all, ({ result }) =>
    result.reading.rendering.clusters.map(({ cluster }) => cluster),
  );
  return {
    parts: all.parts.map(({ name, result }) => ({
      ...result,
      shown: (cluster) => merging.shown(name, cluster),
    })),
    notEvaluated: mergeNotEvaluated(all, merging, ({ notEvaluated }) => notEvaluated),
  };
}

/** Rows of several repositories that differ in nothing but the places, as one. */
export function mergeUses<
  Use extends { readonly cluster: string },
  Row extends { readonly uses: readonly Use[] },
>(rows: readonly Row[]): readonly Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, uses: null });
    const known = merged.get(key);
    merged.set(key, known === undefined ? row : { ...row, uses: [...known.uses, ...row.uses] });
  }
  return [...merged.values()];
}

/** Rows whose clusters are called by the names that they are shown by. */
export function showClusters<
  Use extends { readonly cluster: string },
  Row extends { readonly uses: readonly Use[] },
>(rows: readonly Row[], shown: (cluster: string) => string): readonly Row[] {
  return rows.map((row) => ({
    ...row,
    uses: row.uses.map((use) => ({ ...use, cluster: shown(use.cluster) })),
  }));
}
