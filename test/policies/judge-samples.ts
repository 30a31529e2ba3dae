import type { EngineClient } from '../../kit/engine-client/client';
import type { Violation } from '../../kit/engine-client/protocol';
import { catalogue } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import type { Policy } from '../../policies/policy';
import { sampleRequest } from '../../policies/sample-request';
import { type Sample, samplesOf } from '../../policies/source-files';
import { judge } from './judge';

/** What Gatekeeper says to a sample. */
export interface JudgedSample {
  readonly policy: Policy;
  readonly sample: Sample;
  /** What the sample's own policy says. */
  readonly results: readonly Violation[];
}

/** Who applies the samples that do not say it. */
const flux = {
  username: 'system:serviceaccount:flux-system:kustomize-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system', 'system:authenticated'],
};

/**
 * Judges every sample of the catalogue by Gatekeeper's own code, each by the policy that it belongs to.
 *
 * @throws Error when a template does not load or a sample cannot be judged
 */
export async function judgeSamples(engine: EngineClient): Promise<readonly JudgedSample[]> {
  // A provider that nobody can reach leaves every image undecided: these policies see no samples but their own.
  const [asking, deciding] = [true, false].map((asks) =>
    catalogue.filter((policy) => (policy.externalData ?? false) === asks),
  );
  return [...(await judgeSamplesOf(engine, deciding ?? [])), ...(await judgeSamplesOf(engine, asking ?? []))];
}

async function judgeSamplesOf(
  engine: EngineClient,
  policies: readonly Policy[],
): Promise<readonly JudgedSample[]> {
  const constraints = policies.map((policy) =>
    constraint(policy, { name: policy.id, parameters: policy.sampleParameters ?? {} }, 'deny'),
  );
  const samples = policies.flatMap((policy) =>
    samplesOf(policy).map((sample) => ({ policy, sample, id: `${policy.id}/${sample.name}` })),
  );
  const reviews = samples.map(({ id, sample }) => ({ id, user: flux, ...sampleRequest(sample) }));
  const verdicts = await judge(engine, constraints, reviews);
  return samples.map(({ id, policy, sample }) => ({
    policy,
    sample,
    results: (verdicts.get(id) ?? []).filter((result) => result.constraint.kind === policy.kind),
  }));
}

/** Whether a sample was judged as its name says. */
export function asExpected({ sample, results }: JudgedSample): boolean {
  return (sample.expectation === 'allowed') === (results.length === 0);
}
