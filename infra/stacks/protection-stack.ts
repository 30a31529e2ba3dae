import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { FirstPush } from '../github/first-push';
import { Rulesets } from '../github/rulesets';

import { FleetStack } from './fleet-stack';

/** The rules that nobody passes, laid over a default branch that was found signed. */
export class ProtectionStack extends FleetStack {
  constructor(scope: Construct, fleet: ResolvedFleet) {
    super(scope, 'protection', fleet);
    this.storeState();
    this.useGithub();
    const firstPush = new FirstPush(this, 'first_push', fleet.github);
    new Rulesets(this, 'rules', { github: fleet.github, dependsOn: firstPush.checks });
  }
}
