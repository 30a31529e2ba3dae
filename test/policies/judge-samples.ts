import { parse } from 'yaml';
import type { EngineClient } from '../../kit/engine-client/client';
import type { Verdict } from '../../kit/engine-client/protocol';
import { catalogue } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { constraintTemplate } from '../../policies/constraint-template';
import { expansionTemplates } from '../../policies/expansion';
import type { Policy } from '../../policies/policy';
import { type Sample, samplesOf } from '../../policies/source-files';

/** What Gatekeeper says to a sample. */
export interface JudgedSample {
  readonly policy: Policy;
  readonly sample: Sample;
  /** What the sample's own policy says. */
  readonly results: Verdict['results'];
  /** Why the sample could not be judged. */
  readonly error?: string;
}

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

/**
 * Judges every sample of the catalogue by Gatekeeper's own code, each by the policy that it belongs to.
 *
 * @throws Error when a template or a constraint does not load
 */
export async function judgeSamples(engine: EngineClient): Promise<readonly JudgedSample[]> {
  const objects = [
    ...catalogue.map(constraintTemplate),
    ...catalogue.map((policy) =>
      constraint(policy, { name: policy.id, parameters: policy.sampleParameters ?? {} }, 'deny'),
    ),
    ...expansionTemplates,
  ];
  const loaded = await engine.load({ objects: objects.map((object) => ({ object: { ...object } })) });
  if (loaded.problems.length > 0) {
    throw new Error(loaded.problems.map((problem) => problem.message).join('\n'));
  }
  const samples = catalogue.flatMap((policy) => samplesOf(policy).map((sample) => ({ policy, sample })));
  const verdicts = new Map<string, Verdict>();
  await engine.review(
    {
      policySet: loaded.policySet,
      namespaces: [namespace],
      reviews: samples.map(({ policy, sample }) => ({
        id: `${policy.id}/${sample.name}`,
        operation: 'CREATE' as const,
        object: parse(sample.yaml) as Record<string, unknown>,
      })),
    },
    (verdict) => verdicts.set(verdict.id, verdict),
  );
  return samples.map(({ policy, sample }) => {
    const verdict = verdicts.get(`${policy.id}/${sample.name}`);
    return {
      policy,
      sample,
      results: verdict?.results.filter((result) => result.constraint.kind === policy.kind) ?? [],
      error: verdict === undefined ? 'no verdict' : verdict.error,
    };
  });
}

/** Whether a sample was judged, and as its name says. */
export function asExpected({ sample, results, error }: JudgedSample): boolean {
  return error === undefined && (sample.expectation === 'allowed') === (results.length === 0);
}
