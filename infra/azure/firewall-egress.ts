import { Firewall } from '@cdktf/provider-azurerm/lib/firewall';
import { FirewallPolicy } from '@cdktf/provider-azurerm/lib/firewall-policy';
import { FirewallPolicyRuleCollectionGroup } from '@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { Construct } from 'constructs';

import type { EgressDestination } from './egress-destinations';

/** Only networks that are peered with the hub reach its firewall, so all private addresses may ask (RFC 1918). */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

export interface FirewallEgressProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly virtualNetworkName: string;
  /** Of the firewall's own subnet, at least a /26, in CIDR notation. */
  readonly addressPrefix: string;
  /** Availability zones of the region. */
  readonly zones: readonly string[];
  /** What passes, beside what AKS itself needs. */
  readonly destinations: readonly EgressDestination[];
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
    const zones = props.zones.length === 0 ? undefined : [...props.zones];
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
      zones,
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
      zones,
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
    { destinations }: FirewallEgressProps,
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
            // The policy's DNS proxy resolves the names.
            ...destinations
              .filter((one) => one.protocol === 'ssh')
              .map((destination) => ({
                name: destination.name,
                description: destination.reason,
                protocols: ['TCP'],
                sourceAddresses: privateRanges,
                destinationFqdns: [...destination.fqdns],
                destinationPorts: ['22'],
              })),
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
            ...destinations
              .filter((one) => one.protocol !== 'ssh')
              .map((destination) => ({
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
