import { standards } from '../../../policies/standards';
import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import { check } from '../check/check';
import type { CheckResult } from '../check/check-report';
import { validityOf } from '../check/validity';
import { UsageError } from '../errors';
import type { FactsCache } from '../facts/facts-cache';
import { openRepository } from '../repository/open';
import { Answers } from '../workspace/answers';
import { arePacks } from '../workspace/are-packs';
import { type CheckOfAll, mergeChecks } from '../workspace/merge-checks';
import { type OpenedRepository, openScoped } from '../workspace/opened-repository';
import { overRepositories, type Parts } from '../workspace/over-repositories';
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
  /** The packs and folders that clusters were judged by instead of their own policies; null: by their own. */
  readonly judgedBy: readonly string[] | null;
  readonly notEvaluated: CheckOfAll['report']['notEvaluated'];
}

/** What clusters are judged against, and by what. */
export interface ComplianceOptions {
  /** Ids; none for all that are known. */
  readonly standards: readonly string[];
  /** Packs and folders to judge by instead of the clusters' own policies; none for those. */
  readonly policies: readonly string[];
}

/** A judgement against standards, and the checks that it was made of. */
export interface JudgedCompliance {
  readonly compliance: ComplianceReport;
  readonly judged: CheckOfAll;
}

/**
 * Judges every repository of a run against standards; while all are as they were, by what was kept.
 *
 * @throws UsageError when nothing can be read, or nobody knows the standard
 */
export async function readCompliance(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  scope: Scope,
  options: ComplianceOptions,
): Promise<ComplianceReport> {
  const opened = await openAll(environment, scope);
  // What cannot be opened is told by whoever judges; a selector is code, and cannot be told from another.
  const isSaid = scope.repositories.every(({ read }) => read.selector === undefined);
  if (opened === undefined || !isSaid || !(await arePacks(options.policies)))
    return (await judgeCompliance(environment, engine, scope, options)).compliance;
  const read = scope.repositories.map(({ name, read: { clusters, mayBeEmpty = false } }) => [
    name,
    clusters,
    mayBeEmpty,
  ]);
  const kept = await new Answers(environment, cache).aboutAll(
    opened,
    ['compliance', options, read, scope.notEvaluated],
    async () => {
      const now = timeOf(environment);
      const { compliance, parts } = await judge(environment, engine, scope, options, now);
      const valid = await Promise.all(parts.parts.map(({ result }) => validityOf(result, now)));
      return {
        value: compliance,
        sources: valid.flatMap(({ sources }) => sources),
        until: Math.min(...valid.map(({ until = Infinity }) => until)),
        lasting:
          valid.every(({ lasting }) => lasting) && parts.notEvaluated.length === scope.notEvaluated.length,
      };
    },
  );
  // The same holds now.
  return { ...kept, date: timeOf(environment).toISOString() };
}

/**
 * Judges every repository of a run against standards, and gives the checks too.
 *
 * @throws UsageError as `readCompliance`
 */
export async function judgeCompliance(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
  options: ComplianceOptions,
): Promise<JudgedCompliance> {
  return judge(environment, engine, scope, options, timeOf(environment));
}

async function judge(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
  { standards: wanted, policies: given }: ComplianceOptions,
  now: Date,
): Promise<JudgedCompliance & { readonly parts: Parts<CheckResult> }> {
  const parts = await overRepositories(scope, (read) =>
    check(environment, engine, { ...read, now, policies: given }),
  );
  const judged = mergeChecks(parts);
  const ids = wanted.length === 0 ? standards.map(({ id }) => id) : wanted;
  const { clusters, policies } = complianceOf(judged.judgedBy, judged.report, ids);
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
  const { notEvaluated } = judged.report;
  const judgedBy = given.length === 0 ? null : given;
  const compliance = { date: now.toISOString(), revisions, judgedBy, clusters, policies, notEvaluated };
  return { compliance, judged, parts };
}

async function openAll(
  environment: Environment,
  { repositories }: Scope,
): Promise<readonly OpenedRepository[] | undefined> {
  try {
    return await Promise.all(repositories.map((one) => openScoped(environment, one)));
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
