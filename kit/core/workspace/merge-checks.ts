import type { CheckReport, CheckResult } from '../check/check-report';
import type { ClusterPolicies } from '../check/cluster-policies';
import { PolicyMetadataIndex } from '../check/policy-metadata';
import type { Cluster } from '../clusters/cluster';
import type { ClusterRendering } from '../render/rendering';
import { mergeNotEvaluated, mergeRows, mergingOf } from './merge-parts';
import type { Parts } from './over-repositories';
import { sumSummaries } from './sum-summaries';

/** A check of all repositories of a run. */
export interface CheckOfAll {
  readonly report: CheckReport;
  readonly metadata: PolicyMetadataIndex;
  /** By the names that they are shown by. */
  readonly clusters: readonly ClusterRendering[];
  /** What each of them was judged by. */
  readonly judgedBy: readonly ClusterPolicies[];
}

/** One report of several. */
export function mergeChecks(parts: Parts<CheckResult>): CheckOfAll {
  const merging = mergingOf(parts, ({ result }) => result.rendering.clusters.map(({ cluster }) => cluster));
  const metadata = new PolicyMetadataIndex();
  for (const { result } of parts.parts) metadata.merge(result.metadata);
  const hidden = mergeNotEvaluated(parts, merging, ({ report }) => report.notEvaluated);
  const findings = mergeRows(parts, merging, ({ report }) => report.findings);
  const shown = <One extends { readonly cluster: Cluster }>(name: string | null, all: readonly One[]) =>
    all.map((one) => ({
      ...one,
      cluster: { ...one.cluster, name: merging.shown(name, one.cluster.name) },
    }));
  const summaries = parts.parts.map(({ result }) => result.report.summary);
  return {
    report: {
      findings,
      notEvaluated: hidden,
      newClusters: parts.parts.flatMap(({ name, result }) =>
        result.report.newClusters.map((cluster) => merging.shown(name, cluster)),
      ),
      summary: { ...sumSummaries(summaries), notEvaluated: hidden.length },
    },
    metadata,
    clusters: parts.parts.flatMap(({ name, result }) => shown(name, result.rendering.clusters)),
    judgedBy: parts.parts.flatMap(({ name, result }) => shown(name, result.judgedBy)),
  };
}
