import type { Construct } from 'constructs';

import type { ResolvedAccessGrant, ResolvedFleet } from '../../fleet/resolved-fleet';
import { AccessGrants } from '../azure/access-grants';

import { FleetStack } from './fleet-stack';

export interface AccessStackOptions {
  /** The time of the synth: the only place where infrastructure knows it. */
  readonly now: Date;
}

/** Access for a time. What has ended by now is left out, and named in {@link AccessStack.ended}. */
export class AccessStack extends FleetStack {
  readonly granted: readonly ResolvedAccessGrant[];
  readonly ended: readonly ResolvedAccessGrant[];

  constructor(scope: Construct, fleet: ResolvedFleet, { now }: AccessStackOptions) {
    super(scope, 'access', fleet, { clocked: true });
    this.storeState();
    this.useAzure();
    const hasEnded = (grant: ResolvedAccessGrant) => Date.parse(grant.endsAt) <= now.getTime();
    this.ended = fleet.accessGrants.filter(hasEnded);
    this.granted = fleet.accessGrants.filter((grant) => !hasEnded(grant));
    new AccessGrants(this, 'grants', { fleet, grants: this.granted });
  }
}
