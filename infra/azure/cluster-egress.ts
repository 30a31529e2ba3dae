import { NatGateway } from '@cdktf/provider-azurerm/lib/nat-gateway';
import { NatGatewayPublicIpAssociation } from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { Route } from '@cdktf/provider-azurerm/lib/route';
import { RouteTable } from '@cdktf/provider-azurerm/lib/route-table';
import { SubnetNatGatewayAssociation } from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association';
import { SubnetRouteTableAssociation } from '@cdktf/provider-azurerm/lib/subnet-route-table-association';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { Egress } from '../../fleet/resolved-fleet';

export interface ClusterEgressProps {
  readonly egress: Egress;
  /** Name of the cluster's network. */
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly nodeSubnetId: string;
  /** Next hop of `firewall`. */
  readonly firewallPrivateIp: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What `networkProfile.outboundType` says of each way out: https://learn.microsoft.com/azure/aks/egress-outboundtype */
export const outboundTypes: Readonly<Record<Egress, string>> = {
  firewall: 'userDefinedRouting',
  'nat-gateway': 'userAssignedNATGateway',
  isolated: 'none',
};

/** The way out of a cluster's nodes. The subnet itself has none: Azure's implicit one is switched off. */
export class ClusterEgress extends Construct {
  /** The table that the control plane may use; none where nothing is routed. */
  readonly routeTableId?: string;
  /** What must be there before a node starts. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ClusterEgressProps) {
    super(scope, id);
    switch (props.egress) {
      case 'firewall': {
        const { table, ready } = this.routeToFirewall(props);
        this.routeTableId = table.id;
        this.ready = ready;
        break;
      }
      case 'nat-gateway':
        this.ready = this.translate(props);
        break;
      case 'isolated':
        this.ready = [];
        break;
    }
  }

  private routeToFirewall(props: ClusterEgressProps) {
    const { location, resourceGroupName, tags } = props;
    const table = new RouteTable(this, 'route_table', {
      name: `rt-${props.name}`,
      location,
      resourceGroupName,
      bgpRoutePropagationEnabled: false,
      tags,
    });
    const route = new Route(this, 'route', {
      name: 'egress',
      resourceGroupName,
      routeTableName: table.name,
      addressPrefix: '0.0.0.0/0',
      nextHopType: 'VirtualAppliance',
      nextHopInIpAddress: props.firewallPrivateIp,
    });
    const association = new SubnetRouteTableAssociation(this, 'routing', {
      subnetId: props.nodeSubnetId,
      routeTableId: table.id,
    });
    return { table, ready: [route, association] };
  }

  /** One fixed address, so that others can know the cluster by it. Nothing is filtered. */
  private translate({ location, resourceGroupName, tags, ...props }: ClusterEgressProps) {
    const gateway = new NatGateway(this, 'nat_gateway', {
      name: `ng-${props.name}`,
      location,
      resourceGroupName,
      skuName: 'Standard',
      idleTimeoutInMinutes: 4,
      tags,
    });
    const address = new PublicIp(this, 'address', {
      name: `pip-${props.name}`,
      location,
      resourceGroupName,
      allocationMethod: 'Static',
      sku: 'Standard',
      tags,
    });
    return [
      new NatGatewayPublicIpAssociation(this, 'nat_address', {
        natGatewayId: gateway.id,
        publicIpAddressId: address.id,
      }),
      new SubnetNatGatewayAssociation(this, 'translation', {
        subnetId: props.nodeSubnetId,
        natGatewayId: gateway.id,
      }),
    ];
  }
}
