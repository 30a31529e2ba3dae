import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import { VirtualNetworkPeering } from '@cdktf/provider-azurerm/lib/virtual-network-peering';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { Egress, ResolvedNetwork } from '../../fleet/resolved-fleet';

import { ClusterEgress } from './cluster-egress';
import type { HubOutputs } from './hub-outputs';
import { Subnet } from './subnet';

export interface ClusterNetworkProps {
  readonly name: string;
  /** The cluster's name: what it adds to the hub's network and zones is called after it. */
  readonly clusterName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly network: ResolvedNetwork;
  readonly egress: Egress;
  readonly hub: HubOutputs;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The cluster's spoke: subnets for nodes, API server and private endpoints; everything that leaves takes the declared
 * way out. Both halves of the peering and the links to the hub's zones are made here, so that the hub does not
 * change when a cluster comes or goes.
 */
export class ClusterNetwork extends Construct {
  readonly id: string;
  /** None where no route is set. */
  readonly routeTableId?: string;
  readonly nodeSubnetId: string;
  readonly apiServerSubnetId: string;
  readonly privateEndpointSubnetId: string;
  /** What must be there before a node starts: nodes without a route out never become ready. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ClusterNetworkProps) {
    super(scope, id);
    const { location, resourceGroupName, network, tags } = props;
    const virtualNetwork = new VirtualNetwork(this, 'virtual_network', {
      name: props.name,
      location,
      resourceGroupName,
      addressSpace: [network.addressSpace],
      tags,
    });
    const shared = { location, resourceGroupName, virtualNetworkName: virtualNetwork.name, tags };
    const nodes = new Subnet(this, 'nodes', {
      ...shared,
      name: 'nodes',
      addressPrefix: network.subnets.nodes,
    });
    const apiServer = new Subnet(this, 'api_server', {
      ...shared,
      name: 'api-server',
      addressPrefix: network.subnets.apiServer,
      delegation: {
        name: 'aks',
        serviceDelegation: {
          name: 'Microsoft.ContainerService/managedClusters',
          actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
        },
      },
    });
    const privateEndpoints = new Subnet(this, 'private_endpoints', {
      ...shared,
      name: 'private-endpoints',
      addressPrefix: network.subnets.privateEndpoints,
      httpsOnly: true,
    });
    const egress = new ClusterEgress(this, 'egress', {
      egress: props.egress,
      name: props.name,
      location,
      resourceGroupName,
      nodeSubnetId: nodes.id,
      firewallPrivateIp: props.hub.firewallPrivateIp,
      tags,
    });
    const peerings = this.peer(virtualNetwork, props);
    const links = [props.hub.registryZoneName, props.hub.keyVaultZoneName].map(
      (zone, index) =>
        new PrivateDnsZoneVirtualNetworkLink(this, index === 0 ? 'registry_names' : 'key_vault_names', {
          name: props.clusterName,
          resourceGroupName: props.hub.resourceGroupName,
          privateDnsZoneName: zone,
          virtualNetworkId: virtualNetwork.id,
          registrationEnabled: false,
          tags,
        }),
    );
    this.id = virtualNetwork.id;
    this.routeTableId = egress.routeTableId;
    this.nodeSubnetId = nodes.id;
    this.apiServerSubnetId = apiServer.id;
    this.privateEndpointSubnetId = privateEndpoints.id;
    this.ready = [
      ...egress.ready,
      ...peerings,
      ...links,
      nodes.securityGroup,
      apiServer.securityGroup,
      privateEndpoints.securityGroup,
    ];
  }

  private peer(virtualNetwork: VirtualNetwork, props: ClusterNetworkProps): VirtualNetworkPeering[] {
    const { hub } = props;
    return [
      new VirtualNetworkPeering(this, 'to_hub', {
        name: 'hub',
        resourceGroupName: props.resourceGroupName,
        virtualNetworkName: virtualNetwork.name,
        remoteVirtualNetworkId: hub.virtualNetworkId,
        allowVirtualNetworkAccess: true,
        // What comes back from the firewall was sent by somebody else.
        allowForwardedTraffic: true,
      }),
      new VirtualNetworkPeering(this, 'from_hub', {
        name: props.clusterName,
        resourceGroupName: hub.resourceGroupName,
        virtualNetworkName: hub.virtualNetworkName,
        remoteVirtualNetworkId: virtualNetwork.id,
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: false,
      }),
    ];
  }
}
