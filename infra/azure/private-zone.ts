import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Construct } from 'constructs';

export interface PrivateZoneProps {
  readonly name: string;
  readonly resourceGroupName: string;
  /** Networks that resolve the zone, by the name of the link. */
  readonly networks: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A private DNS zone and the networks that see it. */
export class PrivateZone extends Construct {
  readonly id: string;
  readonly name: string;
  readonly links: readonly PrivateDnsZoneVirtualNetworkLink[];

  constructor(scope: Construct, id: string, props: PrivateZoneProps) {
    super(scope, id);
    const { name, resourceGroupName, tags } = props;
    const zone = new PrivateDnsZone(this, 'zone', { name, resourceGroupName, tags });
    this.id = zone.id;
    this.name = zone.name;
    this.links = Object.entries(props.networks).map(
      ([link, virtualNetworkId]) =>
        new PrivateDnsZoneVirtualNetworkLink(this, link, {
          name: link,
          resourceGroupName,
          privateDnsZoneName: zone.name,
          virtualNetworkId,
          registrationEnabled: false,
          tags,
        }),
    );
  }
}
