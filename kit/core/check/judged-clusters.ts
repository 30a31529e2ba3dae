import { BoundedMemo } from '../../bounded-memo';
import { oncePer } from '../once-per';
import type { ClusterRendering } from '../render/rendering';
import type { Judgement } from './judge';
import { isLasting, type Judged } from './judged-lists';
import type { PolicyMetadata, PolicyMetadataIndex } from './policy-metadata';

/** What was said of a cluster, with all that it depends on beside the cluster and the policies. */
interface JudgedCluster {
  readonly judgement: Judgement;
  readonly judged: readonly Judged[];
  /** By the kinds of the policies that found something. */
  readonly metadata: ReadonlyMap<string, PolicyMetadata>;
}

/** Policies and names under which one cluster's content is remembered. */
const most = 8;

/** As long as somebody holds what the cluster gets. */
const memoryOf = oncePer((_: ClusterRendering['kustomizations']) => new BoundedMemo<JudgedCluster>(most));

/**
 * What was said of a cluster of which nothing changes: two revisions share what it gets.
 *
 * @param policies names the policy sets that it is judged by
 */
export function clusterJudgedBefore(
  { cluster, kustomizations }: ClusterRendering,
  policies: string,
  index: PolicyMetadataIndex,
): JudgedCluster | undefined {
  const known = memoryOf(kustomizations).find(keyOf(cluster.name, policies));
  const isSame = ([kind, metadata]: readonly [string, PolicyMetadata]): boolean =>
    index.get(kind) === metadata;
  return known !== undefined && [...known.metadata].every(isSame) ? known : undefined;
}

/** What could not be judged, may be judged otherwise another time, or is covered until its acceptance ends, is not kept. */
export function keepClusterJudged(
  { cluster, kustomizations }: ClusterRendering,
  policies: string,
  index: PolicyMetadataIndex,
  said: Omit<JudgedCluster, 'metadata'>,
): void {
  const { judgement, judged } = said;
  if (judgement.problems.length + judgement.unjudged.length > 0 || !judged.every(isLasting)) return;
  if (judgement.findings.some(({ acceptance }) => acceptance !== undefined)) return;
  const kinds = new Set(judgement.findings.map(({ policy }) => policy));
  const metadata = new Map([...kinds].map((kind) => [kind, index.get(kind)]));
  memoryOf(kustomizations).keep(keyOf(cluster.name, policies), { ...said, metadata });
}

function keyOf(name: string, policies: string): string {
  return `${name}\0${policies}`;
}
