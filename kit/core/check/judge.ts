import type { PolicyObject } from '../../engine-client/protocol';
import { reporting } from '../acceptances/reporting';
import { fromProblem, type NotEvaluated, notEvaluated } from '../not-evaluated';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { redactText } from '../redact';
import type { Finding } from './finding';
import { rememberedFindingsOf } from './finding-memory';
import { clusterJudgedBefore, keepClusterJudged } from './judged-clusters';
import type { Judged } from './judged-lists';
import type { PolicyMetadataIndex } from './policy-metadata';
import type { PolicySets } from './policy-sets';
import { isValidatingWebhook } from './policy-source';
import { splitPolicies } from './referential';
import type { ReviewedResource, Reviewer } from './reviewer';
import { withoutUser } from './without-user';
import { writersOf } from './writers';

/** What the judging of one cluster gave. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** Policies that are not in force, for what is wrong with them. */
  readonly problems: readonly NotEvaluated[];
  /** Resources that policies in force could not judge. */
  readonly unjudged: readonly NotEvaluated[];
}

/** Judges clusters under policies. */
export class Judge {
  constructor(
    private readonly sets: PolicySets,
    private readonly reviewer: Reviewer,
    private readonly metadata: PolicyMetadataIndex,
    private readonly now: Date,
  ) {}

  /**
   * Judges one cluster under one set of policies.
   *
   * @param before the cluster before the change, or undefined
   */
  async judge(
    cluster: ClusterRendering,
    policies: readonly PolicyObject[],
    before?: ClusterRendering,
  ): Promise<Judgement> {
    const { name } = cluster.cluster;
    this.metadata.add(policies);
    const { plain, referential, inventory } = splitPolicies(policies, resourcesOf(cluster));
    const sets = [await this.sets.load(reporting(plain))];
    if (referential.length > 0) sets.push(await this.sets.load(reporting(referential), inventory));
    const problems = sets.flatMap(({ loaded }) =>
      loaded.problems.map((problem) => fromProblem(problem, name)),
    );
    const judging = sets.filter(({ loaded }) => loaded.constraints.length > 0);
    if (judging.length === 0) {
      return { findings: [], problems: [...problems, noPolicy(name, policies)], unjudged: [] };
    }
    // What nothing changes in is judged as it is.
    const changed = before?.kustomizations === cluster.kustomizations ? undefined : before;
    const judgedBy = judging.map(({ loaded }) => loaded.policySet).join(' ');
    const known =
      changed === undefined && problems.length === 0
        ? clusterJudgedBefore(cluster, judgedBy, this.metadata)
        : undefined;
    if (known !== undefined) {
      this.reviewer.recall(known.judged);
      return known.judgement;
    }
    const deletions = policies.some(isValidatingWebhook);
    const findingsOf = (one: ReviewedResource): readonly Finding[] =>
      rememberedFindingsOf(name, one, this.metadata, this.now);
    let judged: readonly Judged[] = [];
    for (const { loaded } of judging) {
      const { policySet } = loaded;
      const asked = { policySet, cluster, before: changed, deletions, onJudged: findingsOf };
      judged = [...judged, ...(await this.reviewer.review(asked))];
    }
    const reviewed = judged.map((one) => one.reviewed);
    const statusOf = ({ operation, resource }: ReviewedResource) => {
      const holder = operation === 'DELETE' ? before : cluster;
      return holder && writersOf(holder).statusOf(resource);
    };
    const judgement = {
      findings: reviewed.flatMap(findingsOf),
      problems: withoutRepetitions(problems),
      unjudged: withoutRepetitions([
        ...reviewed.flatMap((one) => unjudged(name, one)),
        ...withoutUser(name, reviewed, statusOf),
      ]),
    };
    if (changed === undefined) keepClusterJudged(cluster, judgedBy, this.metadata, { judgement, judged });
    return judgement;
  }
}

/** What both sets of policies hold may be wrong in both. */
function withoutRepetitions(all: readonly NotEvaluated[]): readonly NotEvaluated[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function noPolicy(cluster: string, policies: readonly PolicyObject[]): NotEvaluated {
  const has = policies.length === 0 ? 'has no policy of its own' : 'has no constraint that could be loaded';
  const reason = `the cluster ${has}, so nothing in it was judged: say which policies to judge by with --policies PACK|DIR`;
  return notEvaluated({ cluster, reason });
}

/** Why a resource could not be judged, but for want of the user. */
function unjudged(cluster: string, { resource, verdict }: ReviewedResource): readonly NotEvaluated[] {
  const error = verdict.withoutUser === undefined ? verdict.error : verdict.otherError;
  if (error === undefined || error === '') return [];
  const { apiVersion, kind, namespace, name, kustomization, file, line } = resource;
  const because = redactText(error, resource.object);
  const reason = `${kind} ${name} could not be judged: ${because}`;
  const about = { apiVersion, kind, namespace, name };
  const lack = { kind: 'verdict', because } as const;
  return [{ cluster, kustomization, resource: about, file, line, reason, lack }];
}
