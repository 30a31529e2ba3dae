import { standards } from '../../../policies/standards';
import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import { openRepository } from '../repository/open';
import { checkAll, type CheckOfAll } from '../workspace/check-all';
import type { Scope } from '../workspace/scope';
import { type Compliance, complianceOf } from './compliance';

/** A repository that was judged, as an auditor wants it said. Part of the public JSON. */
export interface JudgedRevision {
  /** In the workspace; null for the only one. */
  readonly repository: string | null;
  readonly address: string;
  /** Full id; null for the working tree, which is nobody's revision. */
  readonly commit: string | null;
  /** Whether the commit carries a signature, which is not verified here; null for the working tree. */
  readonly signed: boolean | null;
}

/** What `fleetkeep compliance` prints as JSON. */
export interface ComplianceReport extends Compliance {
  /** When it was judged, ISO 8601 in UTC: acceptances end by date. */
  readonly date: string;
  readonly revisions: readonly JudgedRevision[];
  readonly notEvaluated: CheckOfAll['report']['notEvaluated'];
}

/**
 * Judges every repository of a run against standards.
 *
 * @param wanted ids of standards; none for all that are known
 * @throws UsageError when nothing can be read, or nobody knows the standard
 */
export async function readCompliance(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
  wanted: readonly string[],
): Promise<{ readonly compliance: ComplianceReport; readonly judged: CheckOfAll }> {
  const judged = await checkAll(environment, engine, scope);
  const ids = wanted.length === 0 ? standards.map(({ id }) => id) : wanted;
  const { clusters, policies } = complianceOf(judged.clusters, judged.report, ids);
  const revisions: JudgedRevision[] = [];
  for (const { name, read, url } of scope.repositories) {
    // One that could not be read is told already.
    const repository = await openRepository(environment, read.repository).catch(() => undefined);
    const snapshot = await repository
      ?.snapshot(read.revision, { staged: read.staged })
      .catch(() => undefined);
    if (repository === undefined || snapshot === undefined) continue;
    const { commit = null } = snapshot;
    const signed = commit === null ? null : (await repository.signed([commit])).has(commit);
    revisions.push({ repository: name, address: url ?? repository.label, commit, signed });
  }
  const date = timeOf(environment).toISOString();
  const { notEvaluated } = judged.report;
  return { compliance: { date, revisions, clusters, policies, notEvaluated }, judged };
}
