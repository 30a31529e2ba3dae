import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { IdentityRole } from './identity-role';

export interface ClusterIdentitiesProps {
  readonly clusterName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly virtualNetworkId: string;
  /** None where no route is set. */
  readonly routeTableId?: string;
  /** Registries that the nodes pull from, by what the role is called: the fleet's images, AKS's own artifacts. */
  readonly registryIds: Readonly<Record<string, string>>;
  /** Private DNS zone of the API server; none when the API server is public. */
  readonly apiServerZoneId?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Who the cluster is in Azure: one identity for the control plane, one for the kubelets, each with the roles that it
 * needs at the smallest scope. Neither can do anything outside of the cluster's network, but pull images.
 */
export class ClusterIdentities extends Construct {
  readonly controlPlane: UserAssignedIdentity;
  readonly kubelet: UserAssignedIdentity;
  /** Roles without which AKS refuses to create the cluster. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ClusterIdentitiesProps) {
    super(scope, id);
    const { clusterName, location, resourceGroupName, tags } = props;
    const identity = (name: string) =>
      new UserAssignedIdentity(this, name.replace('-', '_'), {
        name: `id-${clusterName}-${name}`,
        location,
        resourceGroupName,
        tags,
      });
    this.controlPlane = identity('control-plane');
    this.kubelet = identity('kubelet');
    const role = (name: string, scopeId: string, roleName: string, description: string) =>
      new IdentityRole(this, name, {
        scope: scopeId,
        role: roleName,
        principalId: this.controlPlane.principalId,
        description,
      });
    this.ready = [
      role(
        'network_role',
        props.virtualNetworkId,
        'Network Contributor',
        'Joins nodes and the API server to subnets',
      ),
      ...(props.routeTableId === undefined
        ? []
        : [role('route_role', props.routeTableId, 'Network Contributor', 'Uses the route to the firewall')]),
      role('kubelet_role', this.kubelet.id, 'Managed Identity Operator', 'Gives the nodes their identity'),
      ...(props.apiServerZoneId === undefined
        ? []
        : [
            role(
              'zone_role',
              props.apiServerZoneId,
              'Private DNS Zone Contributor',
              "Writes the API server's address",
            ),
          ]),
      ...Object.entries(props.registryIds).map(
        ([name, registryId]) =>
          new IdentityRole(this, name, {
            scope: registryId,
            role: 'AcrPull',
            principalId: this.kubelet.principalId,
            description: 'Pulls images',
          }),
      ),
    ];
  }
}
