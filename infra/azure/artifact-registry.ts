import { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry';
import { ContainerRegistryCacheRule } from '@cdktf/provider-azurerm/lib/container-registry-cache-rule';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';

import { PrivateAccess } from './private-access';
import { hasZones } from './regions';
import type { RegistryProps } from './registry';

/**
 * What AKS itself pulls, kept for clusters that reach nothing on the internet: Azure fills it from Microsoft's
 * registry. A registry of its own, because quarantine, which guards the fleet's images, would hold back a node's.
 *
 * Source: https://learn.microsoft.com/azure/aks/network-isolated, "bring your own container registry": the names of
 * the rule's repositories are prescribed.
 */
export class ArtifactRegistry extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { name, location, resourceGroupName, tags } = props;
    const registry = new ContainerRegistry(this, 'registry', {
      name,
      location,
      resourceGroupName,
      sku: 'Premium',
      adminEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: false,
      exportPolicyEnabled: false,
      zoneRedundancyEnabled: hasZones(location),
      dataEndpointEnabled: true,
      retentionPolicyInDays: 7,
      networkRuleBypassOption: 'AzureServices',
      tags,
      lifecycle: { preventDestroy: true },
    });
    new ContainerRegistryCacheRule(this, 'aks', {
      name: 'aks-managed-mcr',
      containerRegistryId: registry.id,
      sourceRepo: 'mcr.microsoft.com/*',
      targetRepo: 'aks-managed-repository/*',
    });
    new PrivateAccess(this, 'private', {
      name: `pe-${name}`,
      location,
      resourceGroupName,
      subnetId: props.subnetId,
      targetId: registry.id,
      subresource: 'registry',
      zoneId: props.zoneId,
      tags,
    });
    new MonitorDiagnosticSetting(this, 'logs', {
      name: 'all',
      targetResourceId: registry.id,
      logAnalyticsWorkspaceId: props.logWorkspaceId,
      enabledLog: [{ categoryGroup: 'allLogs' }],
    });
    this.id = registry.id;
  }
}
