import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import type {
  PlacedAcceptance,
  PlacedVulnerabilityAcceptance,
} from '../../../policies/acceptance/parse-acceptances';
import { acceptedInStage } from '../acceptances/accepted-in-stage';
import { readRegister } from '../acceptances/register';
import { concurrently } from '../concurrently';
import { FleetReader, type FleetReading, type ReadOptions } from '../fleet-reader';
import { type NotEvaluated, orderNotEvaluated } from '../not-evaluated';
import { isLasting } from '../render/lasting';
import { type ClusterRendering, type Rendering, resourcesOf } from '../render/rendering';
import type { RepositoryFiles } from '../repository/files';
import { type ClusterPolicies, ownPolicies } from './cluster-policies';
import { acceptedBefore, compare, wasAccepted, withBasePolicies } from './comparison';
import { type CounterpartOf, counterpartsIn } from './counterparts';
import { declaredFindings } from './declared-findings';
import { type Finding, orderFindings } from './finding';
import { type GivenPolicies, givenPolicies, givenPoliciesAt } from './given-policies';
import { Judge } from './judge';
import { orphaned } from './orphaned';
import { PolicyMetadataIndex } from './policy-metadata';
import { PolicySets } from './policy-sets';
import { Reviewer } from './reviewer';
import { type CheckSummary, summarize } from './summary';
import { unrecognizedBase } from './unrecognized-base';

export interface CheckOptions extends ReadOptions {
  /** Revision to compare with: what is in its merge base is `existing`, the rest is `new`. @default no comparison */
  readonly base?: string;
  /** Leave out what is not new. @default false */
  readonly newOnly?: boolean;
  /** Packs and folders to judge by instead of the clusters' own policies. @default the clusters' own */
  readonly policies?: readonly string[];
  /** What is read of them, where that has begun. @default it begins now */
  readonly given?: Promise<GivenPolicies>;
  /** The moment at which acceptances have ended or not. @default now */
  readonly now?: Date;
}

/** The public JSON of `fleetkeep check`; its schema is `docs/schemas/check.schema.json`. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Names of the clusters that the base does not have, so that all of theirs is new; empty without a base. */
  readonly newClusters: readonly string[];
  readonly summary: CheckSummary;
}

/** The report and what it is about. */
export interface CheckResult {
  readonly report: CheckReport;
  readonly rendering: Rendering;
  /** What each of its clusters was judged by. */
  readonly judgedBy: readonly ClusterPolicies[];
  /** Whether the same content is judged the same another time, until something in it begins or ends. */
  readonly lasting: boolean;
  /** The repository's files, as they were judged. */
  readonly files: RepositoryFiles;
  /** As the user said it. */
  readonly repository: string;
  readonly metadata: PolicyMetadataIndex;
  /** The acceptances that are in order; none when the policies come from elsewhere. */
  readonly acceptances: readonly PlacedAcceptance[];
  /** Those of vulnerabilities, which `check` does not look for. */
  readonly vulnerabilityAcceptances: readonly PlacedVulnerabilityAcceptance[];
}

/**
 * Judges everything that every cluster would get: under the policies that the cluster itself gets, or under those
 * that the options give. With a base also under the policies of the base, so that a change cannot disable its own
 * gate.
 *
 * @throws UsageError when nothing can be read
 */
export async function check(
  environment: Environment,
  engine: EngineClient,
  options: CheckOptions,
): Promise<CheckResult> {
  const { policies = [], clusters: wanted = [], now = timeOf(environment) } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const reader = new FleetReader(environment, engine, { ...options, signal, fields: true });
  const orStop = <T>(work: Promise<T>): Promise<T> => {
    // Waited for later: until then nobody has to have heard of it.
    work.catch((error: unknown) => stop.abort(error));
    return work;
  };
  const sets = new PolicySets(engine, signal);
  const policyReading = { environment, engine, signal };
  // The engine starts, and reads policies, while Git is asked.
  engine.begin();
  const reading =
    policies.length === 0 ? undefined : (options.given ?? givenPolicies(policyReading, policies));
  reading?.catch(() => undefined);
  const listing = await orStop(reader.find()).catch(async (error: unknown) => {
    await Promise.allSettled([reading]);
    throw error;
  });
  const { repository } = listing;
  // It takes longest, and needs neither the policies nor the base.
  const rendering = reader.read(listing);
  const give = async (): Promise<GivenPolicies | undefined> => {
    if (reading === undefined) return undefined;
    // To send them keeps this thread busy: not before the engine has the request, which it has when it answers a later one.
    await engine.version(signal);
    const given = await reading;
    await sets.prepare(given.forStage(undefined));
    return given;
  };
  const giving = orStop(give());
  const findBefore = async () => {
    const baseCommit =
      options.base === undefined ? null : await repository.mergeBase(options.base, options.revision);
    const before = baseCommit === null ? undefined : await reader.find(baseCommit);
    return { baseCommit, before };
  };
  const finding = orStop(findBefore());
  // Nothing may be under way when the engine is ended.
  await Promise.allSettled([giving, rendering, finding]);
  const given = await giving;
  const { baseCommit, before } = await finding;
  const head = await rendering;
  const base = baseCommit === null ? undefined : await reader.readBase(baseCommit, before);
  const givenBefore =
    given === undefined || baseCommit === null
      ? given
      : ((await givenPoliciesAt(baseCommit, repository, policyReading, policies)) ?? given);

  const metadata = new PolicyMetadataIndex();
  const reviewer = new Reviewer(engine, options.onProgress, signal);
  const judge = new Judge(sets, reviewer, metadata, now);
  const former = base && {
    rendering: base.rendering,
    counterpartOf: counterpartsIn(base.rendering, head.rendering),
  };
  const judging = orStop(judgeAll(judge, head, former, { head: given, base: givenBefore }));
  const declaring = declaredFindings({
    head: head.files,
    base: base?.files,
    now,
    isWanted: (cluster) => wanted.length === 0 || wanted.includes(cluster),
  });
  await Promise.allSettled([judging, declaring]);
  const [judged, declared] = [await judging, await declaring];

  // Other policies than the repository's own do not know its acceptances.
  const register =
    given === undefined
      ? await readRegister(head, base)
      : { acceptances: [], vulnerabilities: [], findings: [], notEvaluated: [] };
  const all = [...judged.findings, ...register.findings, ...declared];
  const findings = orderFindings(all.filter(({ state }) => !options.newOnly || isOfTheChange.has(state)));
  const hidden = orderNotEvaluated([
    ...head.notEvaluated,
    ...(given?.problems ?? []),
    ...(before === undefined || baseCommit === null ? [] : await unrecognizedBase(baseCommit, before, head)),
    ...judged.notEvaluated,
    ...register.notEvaluated,
  ]);
  const clusters = head.rendering.clusters;
  const summary = summarize(findings, hidden, {
    revision: head.rendering.commit,
    base: baseCommit,
    clusters: clusters.length,
    resources: clusters.reduce((sum, cluster) => sum + resourcesOf(cluster).length, 0),
    reviewed: reviewer.reviewed,
  });
  const newClusters = clusters.flatMap((cluster) =>
    former === undefined || former.counterpartOf(cluster) ? [] : cluster.cluster.name,
  );
  const report = { findings, notEvaluated: hidden, newClusters, summary };
  return {
    report,
    rendering: head.rendering,
    judgedBy: clusters.map((one) => policiesOf(one, given)),
    lasting: isLasting(head.rendering) && !reviewer.failed,
    files: head.files,
    repository: repository.label,
    metadata,
    acceptances: register.acceptances,
    vulnerabilityAcceptances: register.vulnerabilities,
  };
}

/** What a change brings. */
const isOfTheChange: ReadonlySet<Finding['state']> = new Set(['new', 'pending']);

/** Clusters whose verdicts are waited for at the same time; the engine has a queue of its own. */
const judgedAtOnce = 4;

/** What was before a change. */
interface Former {
  readonly rendering: Rendering;
  readonly counterpartOf: CounterpartOf;
}

async function judgeAll(
  judge: Judge,
  head: FleetReading,
  former: Former | undefined,
  given: { readonly head?: GivenPolicies; readonly base?: GivenPolicies },
): Promise<{ readonly findings: readonly Finding[]; readonly notEvaluated: readonly NotEvaluated[] }> {
  const judgements = await concurrently(judgedAtOnce, head.rendering.clusters, async (cluster) => {
    const findings: Finding[] = [];
    const hidden: NotEvaluated[] = [];
    const before = former?.counterpartOf(cluster);
    const { policies } = policiesOf(cluster, given.head);
    const own = await judge.judge(cluster, policies, before);
    hidden.push(...own.problems, ...own.unjudged);
    if (former === undefined) {
      findings.push(...own.findings);
      return { findings, hidden };
    }
    const policiesBefore = before && policiesOf(before, given.base).policies;
    // The same policies say the same.
    const gate =
      policiesBefore === policies
        ? own
        : policiesBefore && (await judge.judge(cluster, policiesBefore, before));
    const existing = before && policiesBefore && (await judge.judge(before, policiesBefore));
    const accepted = wasAccepted(
      existing?.findings ?? [],
      before === undefined ? acceptedInStage(cluster, former.rendering) : acceptedBefore,
    );
    findings.push(
      ...compare(withBasePolicies(own.findings, gate?.findings ?? [], accepted), existing?.findings ?? []),
    );
    hidden.push(...(gate?.unjudged ?? []));
    if (before !== undefined) findings.push(...orphaned(before, cluster));
    return { findings, hidden };
  });
  return {
    findings: judgements.flatMap(({ findings }) => findings),
    notEvaluated: judgements.flatMap(({ hidden }) => hidden),
  };
}

/** What a cluster is judged by: what was given instead of its own policies, else those. */
function policiesOf(rendering: ClusterRendering, given: GivenPolicies | undefined): ClusterPolicies {
  const { cluster } = rendering;
  return given === undefined ? ownPolicies(rendering) : { cluster, policies: given.forStage(cluster.stage) };
}
