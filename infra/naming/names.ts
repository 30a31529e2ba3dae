import type { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';

import { fitted, shortHash, worldwide } from './short-hash';

/** What a cluster's own resources are called in Azure. */
export interface ClusterNames {
  readonly resourceGroup: string;
  /** Azure makes this group itself, for the machines and load balancers. */
  readonly nodeResourceGroup: string;
  readonly cluster: string;
  /** First label of the API server's address. */
  readonly dnsPrefix: string;
  /** Subzone of `private.<region>.azmk8s.io` that the API server's address is in. */
  readonly apiServerZone: string;
  readonly keyVault: string;
  readonly virtualNetwork: string;
}

/** What a hub's resources are called in Azure. */
export interface HubNames {
  readonly resourceGroup: string;
  readonly virtualNetwork: string;
  readonly registry: string;
  /** Of what AKS itself needs, for isolated clusters. */
  readonly artifactRegistry: string;
  readonly keyVault: string;
  readonly logWorkspace: string;
  readonly monitorWorkspace: string;
}

/**
 * Names by the abbreviations of the Cloud Adoption Framework, shortened with a hash where Azure takes less.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export function clusterNames(fleet: ResolvedFleet, cluster: ResolvedCluster): ClusterNames {
  // 'aks' keeps a cluster called 'state' or 'hub-westeurope' apart from the fleet's own groups.
  const stem = `${fleet.name}-aks-${cluster.name}`;
  return {
    resourceGroup: fitted(`rg-${stem}`, 90),
    nodeResourceGroup: fitted(`rg-${stem}-nodes`, 80),
    cluster: fitted(`aks-${fleet.name}-${cluster.name}`, 63),
    dnsPrefix: fitted(cluster.name, 54),
    apiServerZone: `${fitted(cluster.name, 32)}.private.${cluster.location}.azmk8s.io`,
    keyVault: worldwide(`kv-${cluster.name}`.replaceAll(/-+/g, '-'), seed(fleet), 24, '-'),
    virtualNetwork: fitted(`vnet-${stem}`, 64),
  };
}

export function hubNames(fleet: ResolvedFleet, location: string): HubNames {
  const stem = `${fleet.name}-hub-${location}`;
  return {
    resourceGroup: fitted(`rg-${stem}`, 90),
    virtualNetwork: fitted(`vnet-${stem}`, 64),
    registry: worldwide(`cr${fleet.name}${location}`.replaceAll('-', ''), seed(fleet), 50, ''),
    artifactRegistry: worldwide(`cra${fleet.name}${location}`.replaceAll('-', ''), seed(fleet), 50, ''),
    keyVault: worldwide(`kvh-${location}`, seed(fleet), 24, '-'),
    logWorkspace: fitted(`log-${stem}`, 63),
    monitorWorkspace: fitted(`amw-${stem}`, 44),
  };
}

/** The id that Azure gives to a cluster: known before there is one, so that grants need no other stack's state. */
export function clusterId(fleet: ResolvedFleet, cluster: ResolvedCluster): string {
  const names = clusterNames(fleet, cluster);
  return `/subscriptions/${fleet.azure.subscriptionId}/resourceGroups/${names.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${names.cluster}`;
}

export function stateStorageAccountId(fleet: ResolvedFleet): string {
  const { resourceGroup, storageAccount } = fleet.azure.state;
  return `/subscriptions/${fleet.azure.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${storageAccount}`;
}

/** Of the vault that holds the key of the state. */
export function stateKeyVaultName(fleet: ResolvedFleet): string {
  return worldwide(`kvs-${fleet.name}`, seed(fleet), 24, '-');
}

export function stateKeyVaultId(fleet: ResolvedFleet): string {
  return `/subscriptions/${fleet.azure.subscriptionId}/resourceGroups/${fleet.azure.state.resourceGroup}/providers/Microsoft.KeyVault/vaults/${stateKeyVaultName(fleet)}`;
}

/** The name of a container in the state's storage account: 3 to 63 characters without two hyphens in a row. */
export function stateContainer(name: string): string {
  if (name.length <= 63 && !name.includes('--')) return name;
  return fitted(`${name.replaceAll(/-+/g, '-').slice(0, 56)}-${shortHash(name)}`, 63);
}

export function clusterStackId(cluster: { readonly name: string }): string {
  return `cluster-${cluster.name}`;
}

function seed(fleet: ResolvedFleet): string {
  return `${fleet.azure.subscriptionId}/${fleet.name}`;
}
