import type { RenderedResource, Verdict } from '../../engine-client/protocol';
import { type Finding, findingsOf } from './finding';
import type { PolicyMetadata, PolicyMetadataIndex } from './policy-metadata';
import type { ReviewedResource } from './reviewer';

interface Made {
  readonly operation: ReviewedResource['operation'];
  readonly verdict: Verdict;
  /** Of the policy of each violation. */
  readonly metadata: readonly PolicyMetadata[];
  readonly findings: readonly Finding[];
}

/** As long as somebody holds the resource; by cluster, because clusters share resources. */
const memory = new WeakMap<RenderedResource, Map<string, Made>>();

/**
 * `findingsOf`, made once of one verdict on one resource: revisions share what is equal in them. What an acceptance covers
 * is looked at again each time, because it ends.
 */
export function rememberedFindingsOf(
  cluster: string,
  reviewed: ReviewedResource,
  index: PolicyMetadataIndex,
  now: Date,
): readonly Finding[] {
  const { resource, operation, verdict } = reviewed;
  if (verdict.results.length === 0) return [];
  const byCluster = memory.get(resource) ?? new Map<string, Made>();
  const metadata = verdict.results.map(({ constraint }) => index.get(constraint.kind));
  const known = byCluster.get(cluster);
  if (
    known?.verdict === verdict &&
    known.operation === operation &&
    metadata.every((one, position) => one === known.metadata[position])
  )
    return known.findings;
  const findings = findingsOf(cluster, reviewed, index, now);
  if (findings.every(({ acceptance }) => acceptance === undefined)) {
    byCluster.set(cluster, { operation, verdict, metadata, findings });
    memory.set(resource, byCluster);
  }
  return findings;
}
