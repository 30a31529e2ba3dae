import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { AbleOwners } from '../github/able-owners';
import { ClassicProtection } from '../github/classic-protection';
import { FirstPush } from '../github/first-push';
import { protects } from '../github/protects';
import { Rulesets } from '../github/rulesets';

import { FleetStack } from './fleet-stack';

/** The rules that nobody passes, laid over a default branch that was found signed, and owners that were found able. */
export class ProtectionStack extends FleetStack {
  constructor(scope: Construct, fleet: ResolvedFleet) {
    super(scope, 'protection', fleet);
    this.storeState();
    this.useGithub();
    const { github } = fleet;
    const firstPush = new FirstPush(this, 'first_push', github);
    const owners = new AbleOwners(this, 'owners', github);
    const dependsOn = [...firstPush.checks, ...owners.checks];
    new Rulesets(this, 'rules', { github, dependsOn });
    if (github.classicProtection && protects(github, 'integrity')) {
      new ClassicProtection(this, 'classic', { github, repositoryId: firstPush.repositoryId, dependsOn });
    }
  }
}
