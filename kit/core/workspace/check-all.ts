import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { check, type CheckOptions, type CheckReport, type CheckResult } from '../check/check';
import type { ClusterPolicies } from '../check/cluster-policies';
import { PolicyMetadataIndex } from '../check/policy-metadata';
import { mergeNotEvaluated, mergeRows, mergingOf } from './merge-parts';
import type { Cluster } from '../clusters/cluster';
import type { ClusterRendering } from '../render/rendering';
import { overRepositories, type Parts } from './over-repositories';
import type { Scope } from './scope';
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

/**
 * Judges every repository of a run.
 *
 * @throws UsageError when nothing can be read
 */
export async function checkAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
  options: Pick<CheckOptions, 'base' | 'newOnly' | 'policies' | 'given' | 'now'> = {},
): Promise<CheckOfAll> {
  const parts = await overRepositories(scope, (read) => check(environment, engine, { ...read, ...options }));
  return mergeChecks(parts);
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
