import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import { Construct } from 'constructs';

import type { ResolvedFleet, ResolvedHub } from '../../fleet/resolved-fleet';
import { hubNames, stateKeyVaultId, stateKeyVaultName, stateStorageAccountId } from '../naming/names';

import { ArtifactRegistry } from './artifact-registry';
import { egressDestinations } from './egress-destinations';
import { FirewallEgress } from './firewall-egress';
import type { HubOutputs } from './hub-outputs';
import { KeyVault } from './key-vault';
import { LogWorkspace } from './log-workspace';
import { PrivateAccess } from './private-access';
import { PrivateZone } from './private-zone';
import { Registry } from './registry';
import { Subnet } from './subnet';

export interface HubRegionProps {
  readonly fleet: ResolvedFleet;
  readonly hub: ResolvedHub;
}

/** What the clusters of one region share: the way out, names, images, logs and keys. Nothing in it names a cluster. */
export class HubRegion extends Construct {
  readonly outputs: HubOutputs;

  constructor(scope: Construct, id: string, { fleet, hub }: HubRegionProps) {
    super(scope, id);
    const { location } = hub;
    const names = hubNames(fleet, location);
    const tags = { ...fleet.azure.tags, hub: location };
    const group = new ResourceGroup(this, 'resource_group', { name: names.resourceGroup, location, tags });
    const place = { location, resourceGroupName: group.name, tags };

    const network = new VirtualNetwork(this, 'network', {
      ...place,
      name: names.virtualNetwork,
      addressSpace: [hub.addressSpace],
    });
    const endpoints = new Subnet(this, 'private_endpoints', {
      ...place,
      name: 'private-endpoints',
      virtualNetworkName: network.name,
      addressPrefix: hub.subnets.privateEndpoints,
      httpsOnly: true,
    });
    const zone = (zoneId: string, name: string) =>
      new PrivateZone(this, zoneId, {
        name,
        resourceGroupName: group.name,
        networks: { hub: network.id },
        tags,
      });
    const registryZone = zone('registry_zone', 'privatelink.azurecr.io');
    const keyVaultZone = zone('key_vault_zone', 'privatelink.vaultcore.azure.net');
    const blobZone = zone('blob_zone', 'privatelink.blob.core.windows.net');

    const logs = new LogWorkspace(this, 'logs', {
      ...place,
      name: names.logWorkspace,
      metricsName: names.monitorWorkspace,
    });
    const firewall = hub.egress.includes('firewall')
      ? new FirewallEgress(this, 'egress', {
          ...place,
          name: `${fleet.name}-${location}`,
          virtualNetworkName: network.name,
          addressPrefix: hub.subnets.firewall,
          zones: hub.zones,
          destinations: egressDestinations(fleet, hub),
          logWorkspaceId: logs.id,
        })
      : undefined;
    const shared = { ...place, subnetId: endpoints.id, logWorkspaceId: logs.id, zones: hub.zones };
    const registry = new Registry(this, 'registry', {
      ...shared,
      name: names.registry,
      zoneId: registryZone.id,
    });
    const artifacts = hub.egress.includes('isolated')
      ? new ArtifactRegistry(this, 'artifacts', {
          ...shared,
          name: names.artifactRegistry,
          zoneId: registryZone.id,
        })
      : undefined;
    new KeyVault(this, 'key_vault', {
      ...place,
      name: names.keyVault,
      tenantId: fleet.azure.tenantId,
      reached: { subnetId: endpoints.id, zoneId: keyVaultZone.id },
      logWorkspaceId: logs.id,
    });
    // Runners in the region reach Terraform's state without the internet.
    new PrivateAccess(this, 'state', {
      ...place,
      name: `pe-${fleet.azure.state.storageAccount}-${location}`,
      subnetId: endpoints.id,
      targetId: stateStorageAccountId(fleet),
      subresource: 'blob',
      zoneId: blobZone.id,
    });
    if (location === fleet.azure.location) {
      new PrivateAccess(this, 'state_key', {
        ...place,
        name: `pe-${stateKeyVaultName(fleet)}`,
        subnetId: endpoints.id,
        targetId: stateKeyVaultId(fleet),
        subresource: 'vault',
        zoneId: keyVaultZone.id,
      });
      new MonitorDiagnosticSetting(this, 'state_key_logs', {
        name: 'audit',
        targetResourceId: stateKeyVaultId(fleet),
        logAnalyticsWorkspaceId: logs.id,
        enabledLog: [{ categoryGroup: 'audit' }],
      });
      new MonitorDiagnosticSetting(this, 'state_logs', {
        name: 'state',
        targetResourceId: `${stateStorageAccountId(fleet)}/blobServices/default`,
        logAnalyticsWorkspaceId: logs.id,
        enabledLog: ['StorageRead', 'StorageWrite', 'StorageDelete'].map((category) => ({ category })),
      });
    }
    this.outputs = {
      resourceGroupName: group.name,
      virtualNetworkId: network.id,
      virtualNetworkName: network.name,
      firewallPrivateIp: firewall?.privateIp ?? '',
      registryId: registry.id,
      artifactRegistryId: artifacts?.id ?? '',
      logWorkspaceId: logs.id,
      containerLogsRuleId: logs.containerLogsRuleId,
      metricsRuleId: logs.metricsRuleId,
      registryZoneName: registryZone.name,
      keyVaultZoneId: keyVaultZone.id,
      keyVaultZoneName: keyVaultZone.name,
    };
  }
}
