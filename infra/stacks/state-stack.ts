import { LocalBackend, TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { DeploymentIdentities } from '../azure/deployment-identities';
import { type StateNetwork, StateStorage } from '../azure/state-storage';
import { stateKeyVaultName } from '../naming/names';
import { type StateBackend, firstDayState, stateContainers } from '../naming/state-location';

import { FleetStack } from './fleet-stack';

export interface StateStackOptions {
  /**
   * `local` on the first day, when the storage does not exist yet; `azurerm` ever after: set `stateBackend` in
   * cdktf.json's context to `azurerm` and run `cdktf deploy state --migrate-state`.
   *
   * @default 'local'
   */
  readonly backend?: StateBackend;
  /**
   * `private` once a hub stands and whoever deploys is in its network: set `stateNetwork` in cdktf.json's context.
   *
   * @default 'public'
   */
  readonly network?: StateNetwork;
}

/** The storage for the state of every stack, and who deploys them: the first stack of all. */
export class StateStack extends FleetStack {
  constructor(scope: Construct, fleet: ResolvedFleet, { backend, network }: StateStackOptions = {}) {
    super(scope, 'state', fleet);
    if (backend === 'azurerm') {
      this.storeState();
    } else {
      new LocalBackend(this, { path: firstDayState });
    }
    this.useAzure();
    const { location, state, tags, tenantId } = fleet.azure;
    const storage = new StateStorage(this, 'storage', {
      name: state.storageAccount,
      resourceGroup: state.resourceGroup,
      location,
      containers: stateContainers(fleet),
      network,
      tenantId,
      keyVaultName: stateKeyVaultName(fleet),
      tags,
    });
    const identities = new DeploymentIdentities(this, 'identities', {
      fleet,
      resourceGroupName: storage.resourceGroupName,
      storageAccountId: storage.accountId,
      containerIds: storage.containerIds,
    });
    new TerraformOutput(this, 'plan_client_id', { value: identities.planClientId, staticId: true });
    new TerraformOutput(this, 'apply_client_ids', { value: identities.applyClientIds, staticId: true });
  }
}
