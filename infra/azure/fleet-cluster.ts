import {
  KubernetesCluster,
  type KubernetesClusterApiServerAccessProfile,
  type KubernetesClusterConfig,
} from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { KubernetesClusterNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedCluster, ResolvedNodePool } from '../../fleet/resolved-fleet';
import type { ClusterNames } from '../naming/names';

import { outboundTypes } from './cluster-egress';
import type { ClusterIdentities } from './cluster-identities';
import type { ClusterKeys } from './cluster-keys';
import type { ClusterNetwork } from './cluster-network';
import type { Hardening } from './hardening';
import { maintenanceWindow } from './maintenance-window';
import { hardenedPool, spotSettings, upgradeSettings } from './node-pools';

export interface FleetClusterProps {
  readonly cluster: ResolvedCluster;
  readonly names: ClusterNames;
  readonly resourceGroupName: string;
  readonly tenantId: string;
  readonly network: ClusterNetwork;
  readonly identities: ClusterIdentities;
  readonly keys: ClusterKeys;
  /** Private DNS zone of the API server; none when the API server is public. */
  readonly apiServerZoneId?: string;
  readonly logWorkspaceId: string;
  /** Registry that an isolated cluster starts from. */
  readonly artifactRegistryId: string;
  readonly hardening: Hardening;
  readonly tags: Readonly<Record<string, string>>;
  /** What must be there first, beyond what is referred to: roles, routes, links. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * An AKS cluster with every hardened default, and its node pools. What can be given up is what {@link Hardening} lists.
 *
 * Sources: CIS Azure Kubernetes Service Benchmark 1.7; https://learn.microsoft.com/azure/aks/best-practices;
 * provider pitfalls: hashicorp/terraform-provider-azurerm #26568 (drain timeout stays set), #27119 (API server profile).
 */
export class FleetCluster extends Construct {
  readonly id: string;
  readonly nodeResourceGroup: string;
  readonly oidcIssuerUrl: string;

  constructor(scope: Construct, id: string, props: FleetClusterProps) {
    super(scope, id);
    const { cluster, names, hardening, tags } = props;
    const [system, ...pools] = cluster.nodePools;
    if (system === undefined)
      throw new Error(`cluster '${cluster.name}' has no node pool; declare a system pool`);
    const aks = new KubernetesCluster(this, 'cluster', {
      name: names.cluster,
      location: cluster.location,
      resourceGroupName: props.resourceGroupName,
      nodeResourceGroup: names.nodeResourceGroup,
      kubernetesVersion: cluster.kubernetesVersion,
      skuTier: hardening.has('paid-tier') ? 'Standard' : 'Free',
      costAnalysisEnabled: hardening.has('paid-tier'),
      tags,
      ...this.signIn(props),
      ...this.apiServer(props),
      ...this.upkeep(props),
      ...this.encryption(props),
      ...this.watch(props),
      defaultNodePool: {
        ...hardenedPool(system, cluster, props.network.nodeSubnetId, hardening, tags),
        type: 'VirtualMachineScaleSets',
        onlyCriticalAddonsEnabled: true,
        upgradeSettings,
      },
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        networkDataPlane: 'cilium',
        networkPolicy: 'cilium',
        advancedNetworking: { observabilityEnabled: true, securityEnabled: true },
        loadBalancerSku: 'standard',
        outboundType: outboundTypes[cluster.egress],
        podCidr: cluster.network.podCidr,
        serviceCidr: cluster.network.serviceCidr,
        dnsServiceIp: cluster.network.dnsServiceIp,
      },
      ...(cluster.egress === 'isolated'
        ? { bootstrapProfile: { artifactSource: 'Cache', containerRegistryId: props.artifactRegistryId } }
        : {}),
      // Where the fleet's own Gatekeeper judges, Azure's managed one is not supported beside it.
      azurePolicyEnabled: cluster.azurePolicy,
      dependsOn: [...props.dependsOn],
      lifecycle: { preventDestroy: cluster.lifecycle !== 'retiring' },
    });
    if (cluster.nodeProvisioning === 'auto-provisioning') {
      // azurerm knows it since 4.57; the bindings are of 4.55.
      aks.addOverride('node_provisioning_profile', { mode: 'Auto', default_node_pools: 'Auto' });
    }
    for (const pool of pools) this.addPool(aks, pool, props);
    this.id = aks.id;
    this.nodeResourceGroup = aks.nodeResourceGroup;
    this.oidcIssuerUrl = aks.oidcIssuerUrl;
  }

  /** Entra ID for people, workload identity for software, and nothing else. */
  private signIn({ identities, tenantId }: FleetClusterProps) {
    const { controlPlane, kubelet } = identities;
    return {
      roleBasedAccessControlEnabled: true,
      localAccountDisabled: true,
      azureActiveDirectoryRoleBasedAccessControl: {
        tenantId,
        // Administrators come by role assignments alone: a group named here would be past them.
        azureRbacEnabled: true,
      },
      oidcIssuerEnabled: true,
      workloadIdentityEnabled: true,
      identity: { type: 'UserAssigned', identityIds: [controlPlane.id] },
      kubeletIdentity: {
        clientId: kubelet.clientId,
        objectId: kubelet.principalId,
        userAssignedIdentityId: kubelet.id,
      },
    } satisfies Partial<KubernetesClusterConfig>;
  }

  private apiServer({ cluster, names, network, apiServerZoneId, hardening }: FleetClusterProps) {
    const profile: KubernetesClusterApiServerAccessProfile = {
      virtualNetworkIntegrationEnabled: true,
      subnetId: network.apiServerSubnetId,
    };
    const runCommandEnabled = !hardening.has('no-run-command');
    if (cluster.apiServer.mode === 'public') {
      return {
        runCommandEnabled,
        dnsPrefix: names.dnsPrefix,
        privateClusterEnabled: false,
        apiServerAccessProfile: {
          ...profile,
          authorizedIpRanges: [...cluster.apiServer.authorizedIpRanges],
        },
      };
    }
    return {
      runCommandEnabled,
      dnsPrefixPrivateCluster: names.dnsPrefix,
      privateClusterEnabled: true,
      privateClusterPublicFqdnEnabled: false,
      privateDnsZoneId: apiServerZoneId,
      apiServerAccessProfile: profile,
    };
  }

  private upkeep({ cluster, hardening }: FleetClusterProps) {
    const window = maintenanceWindow(cluster.stage);
    return {
      imageCleanerEnabled: hardening.has('image-cleaner'),
      ...(hardening.has('image-cleaner') ? { imageCleanerIntervalHours: 48 } : {}),
      ...(hardening.has('automatic-upgrades')
        ? { automaticUpgradeChannel: 'patch', maintenanceWindowAutoUpgrade: window }
        : {}),
      ...(hardening.has('node-image-upgrades')
        ? { nodeOsUpgradeChannel: 'NodeImage', maintenanceWindowNodeOs: window }
        : { nodeOsUpgradeChannel: 'None' }),
    };
  }

  private encryption({ keys, hardening }: FleetClusterProps) {
    return {
      keyVaultSecretsProvider: {
        secretRotationEnabled: hardening.has('secret-rotation'),
        ...(hardening.has('secret-rotation') ? { secretRotationInterval: '2m' } : {}),
      },
      ...(keys.etcdKeyUri === undefined
        ? {}
        : {
            keyManagementService: {
              keyVaultKeyId: keys.etcdKeyUri,
              keyVaultNetworkAccess: 'Private',
            },
          }),
      ...(keys.diskEncryptionSetId === undefined ? {} : { diskEncryptionSetId: keys.diskEncryptionSetId }),
    };
  }

  private watch({ logWorkspaceId, hardening }: FleetClusterProps) {
    return {
      omsAgent: { logAnalyticsWorkspaceId: logWorkspaceId, msiAuthForMonitoringEnabled: true },
      monitorMetrics: {},
      ...(hardening.has('defender')
        ? { microsoftDefender: { logAnalyticsWorkspaceId: logWorkspaceId } }
        : {}),
    };
  }

  private addPool(aks: KubernetesCluster, pool: ResolvedNodePool, props: FleetClusterProps): void {
    const { cluster, network, hardening, tags } = props;
    new KubernetesClusterNodePool(this, `pool_${pool.name}`, {
      kubernetesClusterId: aks.id,
      mode: 'User',
      osType: 'Linux',
      ...hardenedPool(pool, cluster, network.nodeSubnetId, hardening, tags),
      ...(pool.spot ? spotSettings : { upgradeSettings }),
    });
  }
}
