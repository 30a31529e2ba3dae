import { ActionsEnvironmentVariable } from '@cdktf/provider-github/lib/actions-environment-variable';
import { ActionsVariable } from '@cdktf/provider-github/lib/actions-variable';
import { DataTerraformRemoteStateAzurerm, DataTerraformRemoteStateLocal, Token, propertyAccess } from 'cdktf';
import { Construct } from 'constructs';

import { identityVariables } from '../../fleet/github-environments';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { type StateBackend, firstDayState, stateOf } from '../naming/state-location';

export interface WorkflowVariablesProps {
  readonly fleet: ResolvedFleet;
  readonly repository: string;
  /** Names of the environments that were made, as their resources give them. */
  readonly environments: ReadonlyMap<string, string>;
  /** Where the stack `state` keeps its own state. */
  readonly stateBackend: StateBackend;
}

/**
 * Which identity of Azure each job is: client ids from the stack `state`, for GitHub's variables. No secrets, so nobody
 * copies any by hand.
 */
export class WorkflowVariables extends Construct {
  constructor(scope: Construct, id: string, props: WorkflowVariablesProps) {
    super(scope, id);
    const { fleet, repository, environments, stateBackend } = props;
    const state =
      stateBackend === 'azurerm'
        ? new DataTerraformRemoteStateAzurerm(this, 'state', stateOf(fleet, 'state'))
        : new DataTerraformRemoteStateLocal(this, 'state', { path: firstDayState });
    state.overrideLogicalId('state');
    new ActionsVariable(this, 'plan', {
      repository,
      variableName: identityVariables.plan,
      value: Token.asString(state.get('plan_client_id')),
    });
    const applies = state.get('apply_client_ids');
    for (const [name, environment] of environments) {
      new ActionsEnvironmentVariable(this, name, {
        repository,
        environment,
        variableName: identityVariables.apply,
        value: Token.asString(propertyAccess(applies, [name])),
      });
    }
  }
}
