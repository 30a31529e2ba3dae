import type { PolicyObject } from '../../engine-client/protocol';
import { reporting } from '../acceptances/reporting';
import { fromProblem, type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { ClusterRendering } from '../render/rendering';
import { redactText } from '../redact';
import { type Finding, findingsOf } from './finding';
import type { PolicyMetadataIndex } from './policy-metadata';
import type { PolicySets } from './policy-sets';
import { isValidatingWebhook } from './policy-source';
import type { ReviewedResource, Reviewer } from './reviewer';

/** What the judging of one cluster gave. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
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
    const { loaded } = await this.sets.load(reporting(policies));
    const problems = loaded.problems.map((problem) => fromProblem(problem, name));
    if (loaded.constraints.length === 0)
      return { findings: [], notEvaluated: [...problems, noPolicy(name, policies)] };
    const reviewed = await this.reviewer.review({
      policySet: loaded.policySet,
      cluster,
      before,
      deletions: policies.some(isValidatingWebhook),
    });
    return {
      findings: reviewed.flatMap((one) => findingsOf(name, one, this.metadata, this.now)),
      notEvaluated: [...problems, ...reviewed.flatMap((one) => unjudged(name, one))],
    };
  }
}

function noPolicy(cluster: string, policies: readonly PolicyObject[]): NotEvaluated {
  const has = policies.length === 0 ? 'has no policy of its own' : 'has no constraint that could be loaded';
  const reason = `the cluster ${has}, so nothing in it was judged: say which policies to judge by with --policies PACK|DIR`;
  return notEvaluated({ cluster, reason });
}

function unjudged(cluster: string, { resource, verdict }: ReviewedResource): readonly NotEvaluated[] {
  if (verdict.error === undefined || verdict.error === '') return [];
  const { apiVersion, kind, namespace, name, kustomization, file, line } = resource;
  const reason = `${kind} ${name} could not be judged: ${redactText(verdict.error, resource.object)}`;
  return [{ cluster, kustomization, resource: { apiVersion, kind, namespace, name }, file, line, reason }];
}
