import { lossOf, lostControls } from '../../fleet/github-controls';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import type { FleetRule } from './rule';

/** What GitHub's plan cannot do is an error that says what would be lost, until the declaration accepts it by name. */
export class PlanProtectsTheRepository implements FleetRule {
  check({ github }: ResolvedFleet): readonly string[] {
    return lostControls(github.plan, github.secretProtection)
      .filter((control) => !github.without.has(control))
      .map((control) => lossOf(control, github.plan));
  }
}
