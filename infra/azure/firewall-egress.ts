import { Firewall } from '@cdktf/provider-azurerm/lib/firewall';
import { FirewallPolicy } from '@cdktf/provider-azurerm/lib/firewall-policy';
import { FirewallPolicyRuleCollectionGroup } from '@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { Construct } from 'constructs';

import { egressDestinations } from './egress-destinations';
import { zonesOf } from './regions';

/** Only networks that are peered with the hub reach its firewall, so all private addresses may ask (RFC 1918). */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

export interface FirewallEgressProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly virtualNetworkName: string;
  /** Of the firewall's own subnet, at least a /26, in CIDR notation. */
  readonly addressPrefix: string;
  /** Where Flux pulls the fleet repository from, for instance `github.com`. */
  readonly sourceHost: string;
  readonly logWorkspaceId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The one way out of a region: a firewall that lets pass what is listed, and denies and logs the rest. Premium, because
 * only that tier also looks for known attacks (IDPS) in what passes.
 */
export class FirewallEgress extends Construct {
  readonly privateIp: string;

  constructor(scope: Construct, id: string, props: FirewallEgressProps) {
    super(scope, id);
    const { name, location, resourceGroupName, tags } = props;
    // Azure demands this name, and takes no security group on it.
    const subnet = new Subnet(this, 'subnet', {
      name: 'AzureFirewallSubnet',
      resourceGroupName,
      virtualNetworkName: props.virtualNetworkName,
      addressPrefixes: [props.addressPrefix],
      defaultOutboundAccessEnabled: false,
    });
    const address = new PublicIp(this, 'address', {
      name: `pip-${name}`,
      location,
      resourceGroupName,
      allocationMethod: 'Static',
      sku: 'Standard',
      zones: zonesOf(location),
      tags,
    });
    const policy = new FirewallPolicy(this, 'policy', {
      name: `afwp-${name}`,
      location,
      resourceGroupName,
      sku: 'Premium',
      threatIntelligenceMode: 'Deny',
      intrusionDetection: { mode: 'Deny' },
      dns: { proxyEnabled: true },
      tags,
    });
    const rules = this.allow(policy, props);
    const firewall = new Firewall(this, 'firewall', {
      name: `afw-${name}`,
      location,
      resourceGroupName,
      skuName: 'AZFW_VNet',
      skuTier: 'Premium',
      threatIntelMode: 'Deny',
      firewallPolicyId: policy.id,
      zones: zonesOf(location),
      ipConfiguration: [{ name: 'egress', subnetId: subnet.id, publicIpAddressId: address.id }],
      tags,
      // A cluster that starts behind a firewall without rules never becomes ready.
      dependsOn: [rules],
    });
    new MonitorDiagnosticSetting(this, 'logs', {
      name: 'all',
      targetResourceId: firewall.id,
      logAnalyticsWorkspaceId: props.logWorkspaceId,
      logAnalyticsDestinationType: 'Dedicated',
      enabledLog: [{ categoryGroup: 'allLogs' }],
    });
    this.privateIp = firewall.ipConfiguration.get(0).privateIpAddress;
  }

  private allow(
    policy: FirewallPolicy,
    { location, sourceHost }: FirewallEgressProps,
  ): FirewallPolicyRuleCollectionGroup {
    const https = [{ type: 'Https', port: 443 }];
    return new FirewallPolicyRuleCollectionGroup(this, 'rules', {
      name: 'clusters',
      firewallPolicyId: policy.id,
      priority: 200,
      networkRuleCollection: [
        {
          name: 'azure',
          action: 'Allow',
          priority: 200,
          rule: [
            {
              name: 'monitor',
              description: 'Logs and metrics',
              protocols: ['TCP'],
              sourceAddresses: privateRanges,
              destinationAddresses: ['AzureMonitor'],
              destinationPorts: ['443'],
            },
          ],
        },
      ],
      applicationRuleCollection: [
        {
          name: 'aks',
          action: 'Allow',
          priority: 300,
          rule: [
            {
              name: 'aks',
              description: 'What AKS itself needs, kept up to date by Azure',
              sourceAddresses: privateRanges,
              destinationFqdnTags: ['AzureKubernetesService'],
              protocols: https,
            },
            ...egressDestinations(location, sourceHost).map((destination) => ({
              name: destination.name,
              description: destination.reason,
              sourceAddresses: privateRanges,
              destinationFqdns: [...destination.fqdns],
              protocols: https,
            })),
          ],
        },
      ],
    });
  }
}
