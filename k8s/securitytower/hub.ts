import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { estimateHub } from '../../fleet/cost/estimate';
import { ResolvedFleet, ResolvedHub } from '../../fleet/resolved-fleet';

export interface HubCardProps {
  readonly fleet: ResolvedFleet;
  readonly hub: ResolvedHub;
}

/** `Hub`: what a region's clusters share. Beside the original product's kinds, whose readers pass it over. */
export class HubCard extends ApiObject {
  constructor(scope: Construct, id: string, { fleet, hub }: HubCardProps) {
    super(scope, id, {
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Hub',
      metadata: { name: hub.location },
      spec: {
        geographicLocation: hub.location,
        egress: [...hub.egress],
        monthlyCost: estimateHub(hub, hub.location === fleet.azure.location),
      },
    });
  }
}
