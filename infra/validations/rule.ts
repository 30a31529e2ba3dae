import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import type { StackContent } from './final-json';

/** Judges a fleet before anything is made of it. */
export interface FleetRule {
  /** @returns problems, each naming the cluster, the value and the fix */
  check(fleet: ResolvedFleet): readonly string[];
}

/** Judges all stacks as Terraform will see them, whoever made them and by whatever way. */
export interface StackRule {
  /** @returns problems, each naming the stack, the value and the fix */
  check(stacks: readonly StackContent[]): readonly string[];
}
