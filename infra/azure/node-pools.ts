import type { KubernetesClusterDefaultNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';

import type { ResolvedCluster, ResolvedNodePool } from '../../fleet/resolved-fleet';

import { shortHash } from '../naming/short-hash';

import type { Hardening } from './hardening';

/**
 * Always set as a whole: taking `drainTimeoutInMinutes` away would replace the cluster
 * (hashicorp/terraform-provider-azurerm#26568).
 */
export const upgradeSettings = {
  maxSurge: '33%',
  drainTimeoutInMinutes: 30,
  nodeSoakDurationInMinutes: 5,
};

/** Machines that Azure may take back; AKS sets this taint and label itself, unsaid they would be a difference for ever. */
export const spotSettings = {
  priority: 'Spot',
  evictionPolicy: 'Delete',
  spotMaxPrice: -1,
  nodeLabels: { 'kubernetes.azure.com/scalesetpriority': 'spot' },
  nodeTaints: ['kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
};

/** Settings that azurerm has for the system pool and for every other, under the same names. */
export type HardenedPool = Pick<
  KubernetesClusterDefaultNodePool,
  | 'name'
  | 'vmSize'
  | 'zones'
  | 'orchestratorVersion'
  | 'autoScalingEnabled'
  | 'minCount'
  | 'maxCount'
  | 'nodeCount'
  | 'maxPods'
  | 'osSku'
  | 'osDiskType'
  | 'vnetSubnetId'
  | 'nodePublicIpEnabled'
  | 'hostEncryptionEnabled'
  | 'fipsEnabled'
  | 'temporaryNameForRotation'
  | 'tags'
>;

/** What the system pool and the users' pools have in common. */
export function hardenedPool(
  pool: ResolvedNodePool,
  cluster: ResolvedCluster,
  subnetId: string,
  hardening: Hardening,
  tags: Readonly<Record<string, string>>,
): HardenedPool {
  return {
    name: pool.name,
    vmSize: pool.vmSize,
    ...(pool.zones.length === 0 ? {} : { zones: [...pool.zones] }),
    orchestratorVersion: cluster.kubernetesVersion,
    // AKS scales a cluster by one of the two: by pools, or by machines that it makes as pods need them.
    ...(cluster.nodeProvisioning === 'autoscaler'
      ? { autoScalingEnabled: true, minCount: pool.minCount, maxCount: pool.maxCount }
      : { autoScalingEnabled: false, nodeCount: pool.minCount }),
    maxPods: 110,
    osSku: 'AzureLinux3',
    osDiskType: hardening.has('ephemeral-os-disks') ? 'Ephemeral' : 'Managed',
    vnetSubnetId: subnetId,
    nodePublicIpEnabled: false,
    hostEncryptionEnabled: hardening.has('host-encryption'),
    fipsEnabled: hardening.has('fips-nodes'),
    // Azure moves a pool through one of this name when a change would otherwise replace the cluster.
    temporaryNameForRotation: `tmp${shortHash(pool.name)}`,
    tags,
  };
}
