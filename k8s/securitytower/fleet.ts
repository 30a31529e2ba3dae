import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { ResolvedFleet } from '../../fleet/resolved-fleet';

/** `Fleet`: the exceptions that belong to no cluster. Beside the original product's kinds, whose readers pass it over. */
export class FleetCard extends ApiObject {
  constructor(scope: Construct, id: string, fleet: ResolvedFleet) {
    super(scope, id, {
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Fleet',
      metadata: { name: fleet.name },
      spec: { exceptions: fleet.exceptions.map((one) => ({ ...one })) },
    });
  }
}
