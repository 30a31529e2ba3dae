import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { policyById } from '../../policies/catalogue';
import { OwnPolicy } from '../../policies/own/own-policy';
import { Policy } from '../../policies/policy';

/** Gives the policy of an id. @throws Error when there is none */
export type PolicyOf = (id: string) => Policy;

/** The user's policies, sorted by id. `fleet/` carries what `ownPolicies` made, and does not look into it. */
export function ownPoliciesOf(fleet: ResolvedFleet): readonly OwnPolicy[] {
  const own = fleet.policies.flatMap((pack) => (pack.own ?? []) as readonly OwnPolicy[]);
  return [...own].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Finds the fleet's own policies beside those of the catalogue. */
export function policiesOf(fleet: ResolvedFleet): PolicyOf {
  const own = new Map(ownPoliciesOf(fleet).map((policy) => [policy.id, policy]));
  return (id) => own.get(id) ?? policyById(id);
}
