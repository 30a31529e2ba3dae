import { FederatedIdentityCredential } from '@cdktf/provider-azurerm/lib/federated-identity-credential';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { RoleDefinition } from '@cdktf/provider-azurerm/lib/role-definition';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { Construct } from 'constructs';

import {
  applySubject,
  environmentsOf,
  planSubject,
  sharedEnvironment,
  stageEnvironment,
  tokenIssuer,
} from '../../fleet/github-environments';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { sharedStates, stageStates } from '../naming/state-location';

import { applyActions, forbiddenActions, planActions, roleAssignmentCondition } from './deployment-rights';
import { IdentityRole } from './identity-role';

export interface DeploymentIdentitiesProps {
  readonly fleet: ResolvedFleet;
  readonly resourceGroupName: string;
  /** Azure id of the account that holds the states. */
  readonly storageAccountId: string;
  /** Azure ids of the containers of states, by name. */
  readonly containerIds: ReadonlyMap<string, string>;
}

/**
 * Who GitHub's jobs are in Azure: one identity plans, for every pull request, and may only read; one for each of
 * GitHub's environments applies. They sign in with the tokens of their jobs (OIDC): there is no password.
 *
 * An identity that applies opens the states of its own environment and, to read, the shared ones. It may make the
 * kinds of resources that a fleet has and assign the roles that a fleet assigns; it is no owner of anything.
 */
export class DeploymentIdentities extends Construct {
  /** Client id for GitHub's variable of the repository. No secret. */
  readonly planClientId: string;
  /** Client ids by GitHub's environment. */
  readonly applyClientIds: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeploymentIdentitiesProps,
  ) {
    super(scope, id);
    const { fleet, containerIds } = props;
    const subscription = `/subscriptions/${fleet.azure.subscriptionId}`;
    const planRole = this.roleDefinition('plan_rights', `${fleet.name} plan`, planActions, [], subscription);
    const applyRole = this.roleDefinition(
      'apply_rights',
      `${fleet.name} apply`,
      applyActions,
      forbiddenActions,
      subscription,
    );
    const plan = this.identity('plan', planSubject(fleet.github));
    this.role('plan_reads', subscription, 'Reader', plan, 'Plans');
    this.custom('plan_reads_more', subscription, planRole, plan, 'Plans');
    this.role(
      'plan_states',
      props.storageAccountId,
      'Storage Blob Data Reader',
      plan,
      'Reads states, locks none',
    );

    const containers = new Map([
      [sharedEnvironment, sharedStates],
      ...fleet.stages.map(({ name }) => [stageEnvironment(name), stageStates(name)] as const),
    ]);
    const shared = containerIds.get(sharedStates) ?? props.storageAccountId;
    this.planClientId = plan.clientId;
    this.applyClientIds = Object.fromEntries(
      environmentsOf(fleet).map(({ name }) => {
        const container = containerIds.get(containers.get(name) ?? '');
        if (container === undefined) throw new Error(`environment '${name}' has no container for its states`);
        const apply = this.identity(name, applySubject(fleet.github, name));
        const key = name.replaceAll('-', '_');
        this.custom(`${key}_applies`, subscription, applyRole, apply, 'Applies');
        this.role(`${key}_states`, container, 'Storage Blob Data Contributor', apply, 'Writes its states');
        if (name !== sharedEnvironment) {
          this.role(`${key}_hub`, shared, 'Storage Blob Data Reader', apply, "Reads the hub's state");
        }
        new RoleAssignment(this, `${key}_roles`, {
          scope: subscription,
          roleDefinitionName: 'Role Based Access Control Administrator',
          principalId: apply.principalId,
          principalType: 'ServicePrincipal',
          condition: roleAssignmentCondition(),
          conditionVersion: '2.0',
          description: 'Assigns the roles of a fleet, and no other',
        });
        return [name, apply.clientId];
      }),
    );
  }

  private identity(name: string, subject: string): UserAssignedIdentity {
    const { fleet, resourceGroupName } = this.props;
    const { host } = fleet.github;
    const key = name.replaceAll('-', '_');
    const identity = new UserAssignedIdentity(this, key, {
      name: `id-${fleet.name}-${name}`,
      location: fleet.azure.location,
      resourceGroupName,
      tags: fleet.azure.tags,
    });
    new FederatedIdentityCredential(this, `${key}_credential`, {
      name: 'github',
      resourceGroupName,
      parentId: identity.id,
      issuer: host === 'github.com' ? tokenIssuer : `https://${host}/_services/token`,
      subject,
      audience: ['api://AzureADTokenExchange'],
    });
    return identity;
  }

  private roleDefinition(
    id: string,
    name: string,
    actions: readonly string[],
    notActions: readonly string[],
    scope: string,
  ): RoleDefinition {
    return new RoleDefinition(this, id, {
      name: `Fleetkeep ${name}`,
      scope,
      assignableScopes: [scope],
      permissions: [{ actions: [...actions], notActions: [...notActions] }],
    });
  }

  private role(
    id: string,
    scope: string,
    role: string,
    who: UserAssignedIdentity,
    description: string,
  ): void {
    new IdentityRole(this, id, { scope, role, principalId: who.principalId, description });
  }

  private custom(
    id: string,
    scope: string,
    role: RoleDefinition,
    who: UserAssignedIdentity,
    description: string,
  ): void {
    new RoleAssignment(this, id, {
      scope,
      roleDefinitionId: role.roleDefinitionResourceId,
      principalId: who.principalId,
      principalType: 'ServicePrincipal',
      description,
    });
  }
}
