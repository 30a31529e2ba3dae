import type { AzurermBackendConfig } from 'cdktf';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import { stateContainer } from './names';

/** Where the stack `state` keeps its own state. */
export type StateBackend = 'local' | 'azurerm';

/**
 * The state of the stack `state` before its storage exists. Terraform runs in `cdktf.out/stacks/<stack>`, which is
 * thrown away: the file is kept beside `fleet.ts`.
 */
export const firstDayState = '../../../state.tfstate';

/** Container of the states of what clusters share: `state`, `github`, `protection`, `hub`, `access`. */
export const sharedStates = 'shared';

/** Container of the states of a stage's clusters. The prefix keeps a stage called `shared` apart. */
export function stageStates(stage: string): string {
  return stateContainer(`stage-${stage}`);
}

/** Every container: one an environment, so that who deploys to one opens no state of another. */
export function stateContainers(fleet: ResolvedFleet): readonly string[] {
  return [sharedStates, ...fleet.stages.map(({ name }) => stageStates(name))];
}

/**
 * Where a stack's state is: a blob of its own.
 *
 * @param container one of {@link stateContainers}
 */
export function stateOf(
  fleet: ResolvedFleet,
  stackId: string,
  container = sharedStates,
): AzurermBackendConfig {
  return {
    resourceGroupName: fleet.azure.state.resourceGroup,
    storageAccountName: fleet.azure.state.storageAccount,
    containerName: container,
    key: `${stackId}.tfstate`,
    subscriptionId: fleet.azure.subscriptionId,
    tenantId: fleet.azure.tenantId,
    // Entra ID alone opens the state: no account key, no shared access signature.
    useAzureadAuth: true,
    useOidc: true,
  };
}
