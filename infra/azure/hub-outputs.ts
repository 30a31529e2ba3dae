import { DataTerraformRemoteStateAzurerm, Token, propertyAccess } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { stateOf } from '../naming/state-location';

/** What a hub tells the clusters of its region: all that one stack may know of another. Ids and addresses, no secret. */
export interface HubOutputs {
  readonly resourceGroupName: string;
  readonly virtualNetworkId: string;
  readonly virtualNetworkName: string;
  /** Next hop of everything that leaves a cluster through the firewall; empty where the region has none. */
  readonly firewallPrivateIp: string;
  readonly registryId: string;
  /** Registry of what AKS itself needs, for isolated clusters; empty where the region has none. */
  readonly artifactRegistryId: string;
  readonly logWorkspaceId: string;
  readonly containerLogsRuleId: string;
  readonly metricsRuleId: string;
  readonly registryZoneName: string;
  readonly keyVaultZoneId: string;
  readonly keyVaultZoneName: string;
}

const fields: Readonly<Record<keyof HubOutputs, string>> = {
  resourceGroupName: 'resource_group_name',
  virtualNetworkId: 'virtual_network_id',
  virtualNetworkName: 'virtual_network_name',
  firewallPrivateIp: 'firewall_private_ip',
  registryId: 'registry_id',
  artifactRegistryId: 'artifact_registry_id',
  logWorkspaceId: 'log_workspace_id',
  containerLogsRuleId: 'container_logs_rule_id',
  metricsRuleId: 'metrics_rule_id',
  registryZoneName: 'registry_zone_name',
  keyVaultZoneId: 'key_vault_zone_id',
  keyVaultZoneName: 'key_vault_zone_name',
};

const names = Object.keys(fields) as (keyof HubOutputs)[];

/** As the hub's stack writes it into its state. */
export function hubOutputValue(outputs: HubOutputs): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [fields[name], outputs[name]]));
}

/** The hub of one region, read from the state of the stack `hub`. */
export function readHub(scope: Construct, fleet: ResolvedFleet, location: string): HubOutputs {
  const state = new DataTerraformRemoteStateAzurerm(scope, 'hub', stateOf(fleet, 'hub'));
  const hub = state.get(location);
  return Object.fromEntries(
    names.map((name) => [name, Token.asString(propertyAccess(hub, [fields[name]]))]),
  ) as unknown as HubOutputs;
}
