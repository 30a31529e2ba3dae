import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import type { Cluster } from '../clusters/cluster';
import type { FactsCache } from '../facts/facts-cache';
import type { ImageUse } from '../images/image-use';
import type { NotEvaluated } from '../not-evaluated';
import { openRepository } from '../repository/open';
import type { RepositoryFiles } from '../repository/files';
import { type Answer, Answers } from './answers';
import { mergeNotEvaluated, mergingOf } from './merge-parts';
import { openScoped } from './opened-repository';
import { overRepositories } from './over-repositories';
import type { Scope, ScopedRepository } from './scope';

/** The images of one repository. Plain data: it is kept between runs. */
interface Inventory {
  readonly uses: readonly ImageUse[];
  /** What could not be rendered, and references that are none. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** The clusters that were looked at. */
  readonly clusters: readonly Cluster[];
  /** Whether only some of its clusters were asked for. */
  readonly partial: boolean;
}

/** The images of one repository of a run. */
export interface InventoryPart extends Inventory {
  /** The files of the repository. */
  readonly files: RepositoryFiles;
  /** How a cluster of it is called among those of all. */
  readonly shown: (cluster: string) => string;
}

/**
 * The images of every repository of a run; each with its own names of clusters, as its policies and acceptances say them. Of
 * those that are as they were, what was kept.
 *
 * @throws UsageError when nothing can be read
 */
export async function inventoryAll(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  scope: Scope,
): Promise<{ readonly parts: readonly InventoryPart[]; readonly notEvaluated: readonly NotEvaluated[] }> {
  const answers = new Answers(environment, cache);
  const all = await overRepositories(scope, async ({ repository, revision, staged }, one) => {
    const inventory = await inventoryOf(environment, engine, answers, one);
    const opened = await openRepository(environment, repository);
    return { ...inventory, files: (await opened.snapshot(revision, { staged })).files };
  });
  const merging = mergingOf(all, ({ result }) => result.clusters);
  return {
    parts: all.parts.map(({ name, result }) => ({
      ...result,
      shown: (cluster) => merging.shown(name, cluster),
    })),
    notEvaluated: mergeNotEvaluated(all, merging, ({ notEvaluated }) => notEvaluated),
  };
}

async function inventoryOf(
  environment: Environment,
  engine: EngineClient,
  answers: Answers,
  one: ScopedRepository,
): Promise<Inventory> {
  const { read } = one;
  const make = async (): Promise<Answer<Inventory>> => {
    // Who is answered from what is kept does not load what renders.
    const [{ readInventory }, { isLasting }, { sourceAddresses }] = await Promise.all([
      import('../images/read-inventory.ts'),
      import('../render/lasting.ts'),
      import('../render/rendering.ts'),
    ]);
    const { reading, uses, notEvaluated } = await readInventory(environment, engine, read);
    const { rendering, partial } = reading;
    const clusters = rendering.clusters.map(({ cluster }) => cluster);
    const value = { uses, notEvaluated, clusters, partial };
    return { value, sources: sourceAddresses(rendering), lasting: isLasting(rendering) };
  };
  // A selector is code, and cannot be told from another.
  if (read.selector !== undefined) return (await make()).value;
  const { clusters, mayBeEmpty = false } = read;
  return answers.about(await openScoped(environment, one), ['inventory', clusters, mayBeEmpty], make);
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
