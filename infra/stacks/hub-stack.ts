import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { DefenderPlan } from '../azure/defender-plan';
import { hubOutputValue } from '../azure/hub-outputs';
import { HubRegion } from '../azure/hub-region';

import { FleetStack } from './fleet-stack';

/** What clusters share, region by region. Its outputs, one a region, are all that a cluster knows of it. */
export class HubStack extends FleetStack {
  constructor(scope: Construct, fleet: ResolvedFleet) {
    super(scope, 'hub', fleet);
    this.storeState();
    this.useAzure();
    if (fleet.azure.defenderPlan === 'fleet') new DefenderPlan(this, 'defender_plan');
    for (const hub of fleet.hubs) {
      const region = new HubRegion(this, `region_${hub.location}`, { fleet, hub });
      new TerraformOutput(this, hub.location, { value: hubOutputValue(region.outputs), staticId: true });
    }
  }
}
