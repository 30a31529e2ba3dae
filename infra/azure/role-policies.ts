import { RoleManagementPolicy } from '@cdktf/provider-azurerm/lib/role-management-policy';
import { Construct } from 'constructs';

import type { AccessRole } from '../../fleet/resolved-fleet';

import { roleDefinitionId } from './built-in-roles';

/** Roles of a whole cluster that can be granted for a time. A writer is one of a namespace, which PIM does not know. */
export const pimRoles: readonly AccessRole[] = ['reader', 'admin', 'cluster-admin'];

export interface RolePoliciesProps {
  readonly clusterId: string;
  readonly subscriptionId: string;
  /** Entra ID group that approves the use of administrators' roles; none: PIM asks for no approval. */
  readonly approvers?: string;
}

/**
 * How a granted role is used (Privileged Identity Management): never without a second factor, a reason and a ticket,
 * for four hours at most; administrators need an approval as well. Azure has one policy a role and scope, whether
 * anything is granted or not: so they belong to the cluster, not to the grants.
 */
export class RolePolicies extends Construct {
  constructor(scope: Construct, id: string, props: RolePoliciesProps) {
    super(scope, id);
    for (const role of pimRoles) {
      const approval = role !== 'reader' && props.approvers !== undefined;
      new RoleManagementPolicy(this, role.replace('-', '_'), {
        scope: props.clusterId,
        roleDefinitionId: roleDefinitionId(props.subscriptionId, role),
        activationRules: {
          maximumDuration: 'PT4H',
          requireMultifactorAuthentication: true,
          requireJustification: true,
          requireTicketInfo: true,
          requireApproval: approval,
          ...(approval
            ? { approvalStage: { primaryApprover: [{ objectId: props.approvers, type: 'Group' }] } }
            : {}),
        },
        eligibleAssignmentRules: { expirationRequired: true, expireAfter: 'P90D' },
        activeAssignmentRules: {
          expirationRequired: true,
          expireAfter: 'P15D',
          requireJustification: true,
          requireMultifactorAuthentication: true,
          requireTicketInfo: true,
        },
      });
    }
  }
}
