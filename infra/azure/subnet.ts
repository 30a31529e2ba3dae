import { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { NetworkSecurityRule } from '@cdktf/provider-azurerm/lib/network-security-rule';
import { Subnet as AzureSubnet, SubnetDelegation } from '@cdktf/provider-azurerm/lib/subnet';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { Construct } from 'constructs';

export interface SubnetProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly virtualNetworkName: string;
  /** CIDR notation. */
  readonly addressPrefix: string;
  /** @default - nobody: the subnet is not handed over to a service */
  readonly delegation?: SubnetDelegation;
  /**
   * Only HTTPS from the virtual networks comes in, nothing else: for private endpoints.
   *
   * @default false - Azure's default rules: the virtual networks and the load balancer come in, the internet does not
   */
  readonly httpsOnly?: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A subnet with a security group of its own and without Azure's implicit way out to the internet. */
export class Subnet extends Construct {
  readonly id: string;
  readonly securityGroup: SubnetNetworkSecurityGroupAssociation;

  constructor(scope: Construct, id: string, props: SubnetProps) {
    super(scope, id);
    const { location, resourceGroupName, tags } = props;
    const subnet = new AzureSubnet(this, 'subnet', {
      name: props.name,
      resourceGroupName,
      virtualNetworkName: props.virtualNetworkName,
      addressPrefixes: [props.addressPrefix],
      defaultOutboundAccessEnabled: false,
      privateEndpointNetworkPolicies: 'Enabled',
      ...(props.delegation === undefined ? {} : { delegation: [props.delegation] }),
    });
    const group = new NetworkSecurityGroup(this, 'security_group', {
      name: `nsg-${props.name}`,
      location,
      resourceGroupName,
      tags,
    });
    if (props.httpsOnly === true) {
      this.rule(group, resourceGroupName, 'https-from-networks', 100, 'Allow', 'VirtualNetwork', '443');
      this.rule(group, resourceGroupName, 'nothing-else', 4096, 'Deny', '*', '*');
    }
    this.securityGroup = new SubnetNetworkSecurityGroupAssociation(this, 'security', {
      subnetId: subnet.id,
      networkSecurityGroupId: group.id,
    });
    this.id = subnet.id;
  }

  private rule(
    group: NetworkSecurityGroup,
    resourceGroupName: string,
    name: string,
    priority: number,
    access: 'Allow' | 'Deny',
    source: string,
    port: string,
  ): void {
    new NetworkSecurityRule(this, name, {
      name,
      resourceGroupName,
      networkSecurityGroupName: group.name,
      priority,
      direction: 'Inbound',
      access,
      protocol: access === 'Allow' ? 'Tcp' : '*',
      sourceAddressPrefix: source,
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: port,
    });
  }
}
