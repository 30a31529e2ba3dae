import type { Violation } from '../../engine-client/protocol';

/** What Gatekeeper says to one sample of one policy. Part of the public JSON of `fleetkeep policy test`. */
export interface JudgedSample {
  /** The policy's kind. */
  readonly policy: string;
  /** Of the catalogue, or the folder of the template. */
  readonly id: string;
  readonly sample: string;
  readonly expected: 'allowed' | 'disallowed';
  readonly said: 'allowed' | 'disallowed';
  /** What the policy's constraints say; none for what they allow. */
  readonly messages: readonly string[];
}

/** A row of the truth table. */
export function judgedSample(
  row: Omit<JudgedSample, 'said' | 'messages'>,
  results: readonly Violation[],
): JudgedSample {
  return {
    ...row,
    said: results.length === 0 ? 'allowed' : 'disallowed',
    messages: results.map(({ message }) => message),
  };
}

/** Whether a sample was judged as its name says. */
export function asExpected({ expected, said }: JudgedSample): boolean {
  return expected === said;
}

/** Something that is wrong with a policy beside its verdicts. Part of the public JSON. */
export interface PolicyProblem {
  readonly policy: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** The truth table of policies. The public JSON of `fleetkeep policy test`. */
export interface TruthTable {
  readonly samples: readonly JudgedSample[];
  /** A policy without samples of both kinds shows nothing: whether it ever fires, or ever lets anything through. */
  readonly incomplete: readonly PolicyProblem[];
  /** What could not be judged. */
  readonly notEvaluated: readonly PolicyProblem[];
}

/** Who applies what does not say it: Flux. */
export const flux = {
  username: 'system:serviceaccount:flux-system:kustomize-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system', 'system:authenticated'],
};

/** Namespaces that samples take for granted. */
export const sampleNamespaces = ['default', 'shop'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}));
