import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import type { Construct } from 'constructs';

export interface IdentityRoleProps {
  /** Azure id of what the role is for: as little as possible. */
  readonly scope: string;
  /** Name of a built-in role. */
  readonly role: string;
  readonly principalId: string;
  readonly description: string;
}

/** A role of a managed identity. The type is named: Entra ID may not know yet an identity made seconds ago. */
export class IdentityRole extends RoleAssignment {
  constructor(scope: Construct, id: string, props: IdentityRoleProps) {
    super(scope, id, {
      scope: props.scope,
      roleDefinitionName: props.role,
      principalId: props.principalId,
      principalType: 'ServicePrincipal',
      description: props.description,
    });
  }
}
