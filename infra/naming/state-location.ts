import type { AzurermBackendConfig } from 'cdktf';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import { stateContainer } from './names';

/** Where a stack's state is: one container a stack, so that access to state can be given stack by stack. */
export function stateOf(fleet: ResolvedFleet, stackId: string): AzurermBackendConfig {
  return {
    resourceGroupName: fleet.azure.state.resourceGroup,
    storageAccountName: fleet.azure.state.storageAccount,
    containerName: stateContainer(stackId),
    key: `${stackId}.tfstate`,
    subscriptionId: fleet.azure.subscriptionId,
    tenantId: fleet.azure.tenantId,
    // Entra ID alone opens the state: no account key, no shared access signature.
    useAzureadAuth: true,
    useOidc: true,
  };
}
