import { sampleRequest } from '../../policies/sample-request';
import type { Policy } from '../../policies/policy';
import type { Sample } from '../../policies/source-files';
import { asExpected, type JudgedSample } from './judge-samples';

/** What a policy lacks to be one of the catalogue: nothing, or what is missing, a sentence each. */
export function lacks(policy: Policy, samples: readonly Sample[]): readonly string[] {
  const missing: string[] = [];
  for (const expectation of ['allowed', 'disallowed'] as const) {
    if (!samples.some((sample) => sample.expectation === expectation)) {
      missing.push(`no sample shows what is ${expectation}`);
    }
  }
  for (const sample of samples) {
    const { object, oldObject } = sampleRequest(sample);
    if (object === undefined && oldObject === undefined) missing.push(`sample ${sample.name} has no object`);
  }
  if (policy.controls.length === 0 && policy.withoutControls === undefined) {
    missing.push('no control of a standard is named, and no reason why none asks for it');
  }
  if (policy.controls.length > 0 && policy.withoutControls !== undefined) {
    missing.push('controls are named, and a reason why there are none');
  }
  return missing;
}

/** What is wrong with how Gatekeeper judged a policy's samples: a policy that never fires is wrong about each. */
export function misjudged(judged: readonly JudgedSample[]): readonly string[] {
  return judged
    .filter((one) => !asExpected(one))
    .map(
      ({ sample, results }) =>
        `${sample.name}: ${results.map(({ message }) => message).join('; ') || 'nothing is said'}`,
    );
}
