import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { accessGrantApiVersion, accessGrantKind } from '../../fleet/grants/grant-file';
import { ResolvedAccessGrant } from '../../fleet/resolved-fleet';

/** `AccessGrant`: every grant, whether `fleet.ts` or a file of `.securitytower/grants` declares it. */
export class AccessGrantCard extends ApiObject {
  constructor(scope: Construct, id: string, { name, endsAt, ...grant }: ResolvedAccessGrant) {
    super(scope, id, {
      apiVersion: accessGrantApiVersion,
      kind: accessGrantKind,
      metadata: { name },
      spec: { ...grant, expires: { at: endsAt } },
    });
  }
}
