import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { check, type CheckOptions, type CheckReport, type CheckResult } from '../check/check';
import { enforcements } from '../check/finding';
import { PolicyMetadataIndex } from '../check/policy-metadata';
import { severities } from '../check/severity';
import type { CheckSummary } from '../check/summary';
import type { ClusterRendering } from '../render/rendering';
import { mergeNotEvaluated, mergeRows, mergingOf } from './merge-parts';
import { overRepositories, type Parts } from './over-repositories';
import type { Scope } from './scope';

/** A check of all repositories of a run. */
export interface CheckOfAll {
  readonly report: CheckReport;
  readonly metadata: PolicyMetadataIndex;
  /** By the names that they are shown by. */
  readonly clusters: readonly ClusterRendering[];
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
  options: Pick<CheckOptions, 'base' | 'newOnly' | 'policies' | 'now'> = {},
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
  const summaries = parts.parts.map(({ result }) => result.report.summary);
  return {
    report: { findings, notEvaluated: hidden, summary: { ...sumOf(summaries), notEvaluated: hidden.length } },
    metadata,
    clusters: parts.parts.flatMap(({ name, result }) =>
      result.rendering.clusters.map((one) => ({
        ...one,
        cluster: { ...one.cluster, name: merging.shown(name, one.cluster.name) },
      })),
    ),
  };
}

/** Of several repositories there is no one revision. */
function sumOf(summaries: readonly CheckSummary[]): CheckSummary {
  const [first] = summaries;
  const only = summaries.length === 1 ? first : undefined;
  const sum = (of: (summary: CheckSummary) => number): number =>
    summaries.reduce((total, one) => total + of(one), 0);
  const by = <Key extends string>(keys: readonly Key[], of: (summary: CheckSummary) => Record<Key, number>) =>
    Object.fromEntries(keys.map((key) => [key, sum((one) => of(one)[key])])) as Record<Key, number>;
  return {
    revision: only?.revision ?? null,
    base: only?.base ?? null,
    clusters: sum(({ clusters }) => clusters),
    resources: sum(({ resources }) => resources),
    reviewed: sum(({ reviewed }) => reviewed),
    findings: sum(({ findings }) => findings),
    new: sum((one) => one.new),
    existing: sum(({ existing }) => existing),
    accepted: sum(({ accepted }) => accepted),
    pending: sum(({ pending }) => pending),
    bySeverity: by(severities, ({ bySeverity }) => bySeverity),
    byEnforcement: by(enforcements, ({ byEnforcement }) => byEnforcement),
    notEvaluated: sum(({ notEvaluated }) => notEvaluated),
  };
}
