import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import type { Construct } from 'constructs';

export interface PrivateAccessProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly subnetId: string;
  /** Azure id of the service that is reached. */
  readonly targetId: string;
  /** Which part of it, for instance `vault`, `registry` or `blob`. */
  readonly subresource: string;
  /** Private DNS zone that gets the address. */
  readonly zoneId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A private address of an Azure service, with its name in private DNS. */
export class PrivateAccess extends PrivateEndpoint {
  constructor(scope: Construct, id: string, props: PrivateAccessProps) {
    super(scope, id, {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      subnetId: props.subnetId,
      tags: props.tags,
      privateServiceConnection: {
        name: props.name,
        isManualConnection: false,
        privateConnectionResourceId: props.targetId,
        subresourceNames: [props.subresource],
      },
      privateDnsZoneGroup: { name: 'default', privateDnsZoneIds: [props.zoneId] },
    });
  }
}
