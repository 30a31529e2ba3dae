import { PimEligibleRoleAssignment } from '@cdktf/provider-azurerm/lib/pim-eligible-role-assignment';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Construct } from 'constructs';

import type { ResolvedAccessGrant, ResolvedFleet } from '../../fleet/resolved-fleet';
import { clusterId } from '../naming/names';

import { clusterUserRole, kubernetesRoles, roleDefinitionId } from './built-in-roles';

export interface AccessGrantsProps {
  readonly fleet: ResolvedFleet;
  /** Grants that have not ended. */
  readonly grants: readonly ResolvedAccessGrant[];
}

/**
 * Time-limited access. A grant of a whole cluster makes a group *eligible* in PIM until the grant's end: its members
 * switch the role on when they need it. PIM does not know namespaces (Azure/AKS#2542), so a grant of one is a plain
 * role assignment to a group whose membership PIM limits; the assignment goes with the first apply after the end.
 */
export class AccessGrants extends Construct {
  constructor(scope: Construct, id: string, { fleet, grants }: AccessGrantsProps) {
    super(scope, id);
    const clusters = new Map(fleet.clusters.map((cluster) => [cluster.name, clusterId(fleet, cluster)]));
    for (const grant of grants) {
      const cluster = clusters.get(grant.cluster);
      if (cluster === undefined) {
        throw new Error(
          `access grant '${grant.name}': cluster '${grant.cluster}' is not declared; name one that is`,
        );
      }
      if (grant.namespace === undefined) this.eligible(grant, cluster, fleet.azure.subscriptionId);
      else this.namespaced(grant, `${cluster}/namespaces/${grant.namespace}`);
    }
    for (const [key, grant] of new Map(grants.map((grant) => [`${grant.cluster}-${grant.group}`, grant]))) {
      new RoleAssignment(this, `sign_in_${key}`, {
        scope: clusters.get(grant.cluster) ?? '',
        roleDefinitionName: clusterUserRole,
        principalId: grant.group,
        principalType: 'Group',
        description: 'Fetches a kubeconfig, which holds no secret',
      });
    }
  }

  private eligible(grant: ResolvedAccessGrant, scope: string, subscriptionId: string): void {
    new PimEligibleRoleAssignment(this, grant.name, {
      scope,
      roleDefinitionId: roleDefinitionId(subscriptionId, grant.role),
      principalId: grant.group,
      justification: grant.reason,
      ticket: { number: grant.ticket },
      schedule: { startDateTime: grant.startsAt, expiration: { endDateTime: grant.endsAt } },
    });
  }

  private namespaced(grant: ResolvedAccessGrant, scope: string): void {
    new RoleAssignment(this, grant.name, {
      scope,
      roleDefinitionName: kubernetesRoles[grant.role].name,
      principalId: grant.group,
      principalType: 'Group',
      description: `${grant.ticket}: ${grant.reason} (until ${grant.endsAt})`,
    });
  }
}
