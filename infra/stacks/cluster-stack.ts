import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import { stageEnvironment } from '../../fleet/github-environments';
import type { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { clusterUserRole, kubernetesRoles } from '../azure/built-in-roles';
import { ClusterBudget } from '../azure/cluster-budget';
import { ClusterIdentities } from '../azure/cluster-identities';
import { ClusterKeys } from '../azure/cluster-keys';
import { ClusterMonitoring } from '../azure/cluster-monitoring';
import { ClusterNetwork } from '../azure/cluster-network';
import { FleetCluster } from '../azure/fleet-cluster';
import { FluxExtension } from '../azure/flux-extension';
import { Hardening } from '../azure/hardening';
import { type HubOutputs, readHub } from '../azure/hub-outputs';
import { PrivateZone } from '../azure/private-zone';
import { RolePolicies } from '../azure/role-policies';
import { WorkloadIdentities } from '../azure/workload-identities';
import { clusterNames, clusterStackId } from '../naming/names';
import { stageStates } from '../naming/state-location';

import { FleetStack } from './fleet-stack';

/** The first version of azurerm that knows node auto-provisioning: https://github.com/hashicorp/terraform-provider-azurerm/releases/tag/v4.57.0 */
const autoProvisioningProvider = '4.57.0';

/**
 * One cluster with all that is its own. It knows the hub by its outputs and no other cluster, so that adding or taking
 * away a cluster changes no other's plan.
 */
export class ClusterStack extends FleetStack {
  constructor(
    scope: Construct,
    fleet: ResolvedFleet,
    readonly cluster: ResolvedCluster,
  ) {
    super(scope, clusterStackId(cluster), fleet, { group: stageEnvironment(cluster.stage.name) });
    this.storeState(stageStates(cluster.stage.name));
    this.useAzure(cluster.nodeProvisioning === 'auto-provisioning' ? autoProvisioningProvider : undefined);
    const { subscriptionId, tenantId } = fleet.azure;
    const { location } = cluster;
    const names = clusterNames(fleet, cluster);
    const tags = { ...fleet.azure.tags, cluster: cluster.name, stage: cluster.stage.name };
    const hardening = new Hardening(cluster.exceptions);
    const retiring = cluster.lifecycle === 'retiring';
    const hub = readHub(this, fleet, location);

    const group = new ResourceGroup(this, 'resource_group', { name: names.resourceGroup, location, tags });
    const resourceGroupName = group.name;
    const network = new ClusterNetwork(this, 'network', {
      name: names.virtualNetwork,
      clusterName: cluster.name,
      location,
      resourceGroupName,
      network: cluster.network,
      egress: cluster.egress,
      hub,
      tags,
    });
    const zone = this.apiServerZone(resourceGroupName, network, hub, tags);
    const identities = new ClusterIdentities(this, 'identities', {
      clusterName: cluster.name,
      location,
      resourceGroupName,
      virtualNetworkId: network.id,
      routeTableId: network.routeTableId,
      registryIds: {
        pull_role: hub.registryId,
        ...(cluster.egress === 'isolated' ? { artifact_role: hub.artifactRegistryId } : {}),
      },
      apiServerZoneId: zone?.id,
      tags,
    });
    const keys = new ClusterKeys(this, 'keys', {
      name: names.keyVault,
      clusterName: cluster.name,
      location,
      resourceGroupName,
      tenantId,
      reached: { subnetId: network.privateEndpointSubnetId, zoneId: hub.keyVaultZoneId },
      logWorkspaceId: hub.logWorkspaceId,
      controlPlane: identities.controlPlane,
      hardening,
      deletable: retiring,
      tags,
    });
    const aks = new FleetCluster(this, 'kubernetes', {
      cluster,
      names,
      resourceGroupName,
      tenantId,
      network,
      identities,
      keys,
      apiServerZoneId: zone?.id,
      logWorkspaceId: hub.logWorkspaceId,
      artifactRegistryId: hub.artifactRegistryId,
      hardening,
      tags,
      dependsOn: [...network.ready, ...(zone?.links ?? []), ...identities.ready, ...keys.ready],
    });
    new ClusterMonitoring(this, 'monitoring', { clusterId: aks.id, hub, hardening });
    new RolePolicies(this, 'role_policies', {
      clusterId: aks.id,
      subscriptionId,
      approvers: cluster.administratorGroup,
    });
    if (cluster.administratorGroup !== undefined) this.admit(aks, cluster.administratorGroup);
    // Flux Operator, plain bootstrap and Argo CD are installed from a runner in the network: Azure has no part in it.
    if (cluster.delivery === 'aks-extension') {
      this.useGithub();
      new FluxExtension(this, 'flux', { clusterId: aks.id, entry: cluster.entry, github: fleet.github });
    }
    const workloads = new WorkloadIdentities(this, 'workloads', {
      identities: cluster.workloadIdentities,
      clusterName: cluster.name,
      location,
      resourceGroupName,
      oidcIssuerUrl: aks.oidcIssuerUrl,
      tags,
    });
    if (cluster.monthlyBudget !== undefined) {
      new ClusterBudget(this, 'budget', {
        name: names.cluster,
        subscriptionId,
        amount: cluster.monthlyBudget,
        resourceGroups: [names.resourceGroup, names.nodeResourceGroup],
        contact: cluster.contact,
      });
    }
    this.output('cluster_id', aks.id);
    this.output('oidc_issuer_url', aks.oidcIssuerUrl);
    if (cluster.workloadIdentities.length > 0) {
      this.output('workload_identity_client_ids', workloads.clientIds);
    }
  }

  /** A zone for this API server alone: who may write a shared one could lead others' administrators astray. */
  private apiServerZone(
    resourceGroupName: string,
    network: ClusterNetwork,
    hub: HubOutputs,
    tags: Readonly<Record<string, string>>,
  ): PrivateZone | undefined {
    if (this.cluster.apiServer.mode !== 'private') return undefined;
    return new PrivateZone(this, 'api_server_zone', {
      name: clusterNames(this.fleet, this.cluster).apiServerZone,
      resourceGroupName,
      networks: { cluster: network.id, hub: hub.virtualNetworkId },
      tags,
    });
  }

  private admit(aks: FleetCluster, group: string): void {
    for (const [id, role] of Object.entries({
      administrators: kubernetesRoles['cluster-admin'].name,
      administrators_sign_in: clusterUserRole,
    })) {
      new RoleAssignment(this, id, {
        scope: aks.id,
        roleDefinitionName: role,
        principalId: group,
        principalType: 'Group',
        description: `Administrators of ${this.cluster.name}`,
      });
    }
  }

  private output(id: string, value: string | Readonly<Record<string, string>>): void {
    new TerraformOutput(this, id, { value, staticId: true });
  }
}
