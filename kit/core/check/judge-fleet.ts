import type { EngineClient } from '../../engine-client/client';
import { acceptedInStage } from '../acceptances/accepted-in-stage';
import { readRegister } from '../acceptances/register';
import { concurrently } from '../concurrently';
import type { FleetListing, FleetReading } from '../fleet-reader';
import { type NotEvaluated, orderNotEvaluated } from '../not-evaluated';
import type { OnProgress } from '../progress';
import { isLasting } from '../render/lasting';
import { type ClusterRendering, type Rendering, resourcesOf } from '../render/rendering';
import type { CheckResult } from './check-report';
import { type ClusterPolicies, ownPolicies } from './cluster-policies';
import { acceptedBefore, compare, wasAccepted, withBasePolicies } from './comparison';
import { type CounterpartOf, counterpartsIn } from './counterparts';
import { declaredFindings } from './declared-findings';
import { type Finding, orderFindings } from './finding';
import type { GivenPolicies } from './given-policies';
import { Judge } from './judge';
import { orphaned } from './orphaned';
import { PolicyMetadataIndex } from './policy-metadata';
import type { PolicySets } from './policy-sets';
import { Reviewer } from './reviewer';
import { summarize } from './summary';
import { unrecognizedBase } from './unrecognized-base';

/** What a check has read. */
export interface ReadFleet {
  readonly reading: FleetReading;
  /** Policies from elsewhere. @default the clusters' own */
  readonly given?: GivenPolicies;
  /** The same before the change. @default nothing is compared */
  readonly before?: {
    readonly commit: string;
    readonly listing: FleetListing;
    readonly reading: FleetReading;
    readonly given?: GivenPolicies;
  };
}

/** By whom and how it is judged. */
export interface JudgeOptions {
  readonly engine: EngineClient;
  readonly sets: PolicySets;
  /** The moment at which acceptances have ended or not. */
  readonly now: Date;
  /** Names of the clusters that are looked at. @default all */
  readonly clusters?: readonly string[];
  /** Leave out what is not new. @default false */
  readonly newOnly?: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Judges what a check has read, and reports. */
export async function judgeFleet(fleet: ReadFleet, options: JudgeOptions): Promise<CheckResult> {
  const { reading: head, given, before } = fleet;
  const { clusters: wanted = [], now } = options;
  const metadata = new PolicyMetadataIndex();
  const reviewer = new Reviewer(options.engine, options.onProgress, options.signal);
  const judge = new Judge(options.sets, reviewer, metadata, now);
  const former = before && {
    rendering: before.reading.rendering,
    counterpartOf: counterpartsIn(before.reading.rendering, head.rendering),
  };
  const judging = judgeAll(judge, head, former, { head: given, base: before?.given });
  const declaring = declaredFindings({
    head: head.files,
    base: before?.reading.files,
    now,
    isWanted: (cluster) => wanted.length === 0 || wanted.includes(cluster),
  });
  // Nothing may be under way when the engine is ended.
  await Promise.allSettled([judging, declaring]);
  const [judged, declared] = [await judging, await declaring];

  // Other policies than the repository's own do not know its acceptances.
  const register =
    given === undefined
      ? await readRegister(head, before?.reading)
      : { acceptances: [], vulnerabilities: [], findings: [], notEvaluated: [] };
  const all = [...judged.findings, ...register.findings, ...declared];
  const findings = orderFindings(all.filter(({ state }) => !options.newOnly || isOfTheChange.has(state)));
  const hidden = orderNotEvaluated([
    ...head.notEvaluated,
    ...(given?.problems ?? []),
    ...(before === undefined ? [] : await unrecognizedBase(before.commit, before.listing, head)),
    ...judged.notEvaluated,
    ...register.notEvaluated,
  ]);
  const clusters = head.rendering.clusters;
  const summary = summarize(findings, hidden, {
    revision: head.rendering.commit,
    base: before?.commit ?? null,
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
    repository: head.repository.label,
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
    const before = former?.counterpartOf(cluster);
    const { policies } = policiesOf(cluster, given.head);
    const own = await judge.judge(cluster, policies, before);
    const hidden = [...own.problems, ...own.unjudged];
    if (former === undefined) return { findings: own.findings, hidden };
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
    const underBoth = withBasePolicies(own.findings, gate?.findings ?? [], accepted);
    const compared = compare(underBoth, existing?.findings ?? []);
    return {
      findings: before === undefined ? compared : [...compared, ...orphaned(before, cluster)],
      hidden: [...hidden, ...(gate?.unjudged ?? [])],
    };
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
