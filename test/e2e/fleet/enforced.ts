import { join } from 'node:path';
import { fleet } from '../../../fleet';
import { readLock } from '../../../fleet/lock-file';
import { policyById } from '../../../policies/catalogue';
import { enforcementOf } from '../../../policies/constraint';
import { mergePacks } from '../../../policies/packs/merge-packs';
import type { Policy } from '../../../policies/policy';

/** A constraint that denies, and the policy that it activates. */
export interface EnforcedPolicy {
  readonly constraint: string;
  readonly policy: Policy;
}

/** What the example fleet's declaration denies in a cluster. */
export function enforcedIn(clusterName: string): readonly EnforcedPolicy[] {
  const { fleet: resolved } = fleet.resolve(readLock(join(__dirname, '..', '..', '..')));
  const cluster = resolved.clusters.find(({ name }) => name === clusterName);
  if (!cluster) throw new Error(`the declaration has no cluster ${clusterName}`);
  return mergePacks(resolved.policies)
    .map(({ name, policy, enforcementIn }) => ({
      constraint: name,
      policy: policyById(policy),
      wanted: enforcementIn(cluster.stage.name),
    }))
    .filter(({ policy, wanted }) => enforcementOf(policy, wanted) === 'deny')
    .map(({ constraint, policy }) => ({ constraint, policy }));
}
