import type { ConstraintTemplate } from '../constraint-template';
import type { Policy } from '../policy';

/** A policy that is not the catalogue's: a ConstraintTemplate of the user's, in Rego (v0 or v1) or CEL. */
export interface OwnPolicy extends Policy {
  /** As Gatekeeper is given it: in Rego with the risk acceptances around it, in CEL as it was written. */
  readonly template: ConstraintTemplate;
}

/** Whether a policy is a user's. */
export function isOwn(policy: Policy): policy is OwnPolicy {
  return 'template' in policy;
}

/** A constraint of the user's, as its file says it. */
export interface OwnConstraint {
  /** The policy. */
  readonly kind: string;
  readonly name: string;
  /** `spec.match`, as it was written. */
  readonly match: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
}
