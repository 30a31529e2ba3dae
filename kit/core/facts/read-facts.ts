import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { type DeclaredApplication, readApplications } from '../applications/declared-application';
import type { ReadOptions } from '../fleet-reader';
import { groupBy } from '../group-by';
import type { ImageField } from '../images/image-field';
import { readInventory } from '../images/read-inventory';
import type { NotEvaluated } from '../not-evaluated';
import { isLasting } from '../render/lasting';
import { type ClusterFacts, clusterFacts } from './cluster-facts';

/** Facts, and whether they may be kept. */
export interface ReadFacts {
  readonly facts: RepositoryFacts;
  /** Whether the same content gives the same another time. */
  readonly lasting: boolean;
}

/** What a repository says at one revision, as far as an overview needs it. Plain data: it is kept between runs. */
export interface RepositoryFacts {
  /** Full id; null for the working tree. */
  readonly commit: string | null;
  readonly clusters: readonly ClusterFacts[];
  readonly applications: readonly DeclaredApplication[];
  /** Where its own kinds carry images. */
  readonly imageFields: readonly ImageField[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Reads and renders a repository.
 *
 * @throws UsageError when nothing can be read
 */
export async function readFacts(
  environment: Environment,
  engine: EngineClient,
  options: ReadOptions,
): Promise<ReadFacts> {
  const { reading, uses, fields, notEvaluated } = await readInventory(environment, engine, options);
  const declared = await readApplications(reading.files);
  const byCluster = groupBy(uses, ({ cluster }) => cluster);
  const facts: RepositoryFacts = {
    commit: reading.rendering.commit,
    clusters: reading.rendering.clusters.map((one) =>
      clusterFacts(one, byCluster.get(one.cluster.name) ?? []),
    ),
    applications: declared.applications,
    imageFields: fields,
    notEvaluated: [...notEvaluated, ...declared.notEvaluated],
  };
  return { facts, lasting: isLasting(reading.rendering) };
}
