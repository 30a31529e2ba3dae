import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { GithubProvider } from '@cdktf/provider-github/lib/provider';
import { AzurermBackend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { stateOf } from '../naming/state-location';

/** A stack of the fleet: its own state, the pinned Terraform and only the providers that it names. */
export abstract class FleetStack extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    protected readonly fleet: ResolvedFleet,
  ) {
    super(scope, id);
    // Postconditions on data sources, `plantimestamp()` and OIDC in the backend are all there since 1.9.
    this.addOverride('terraform.required_version', '>= 1.9.0, < 2.0.0');
  }

  /**
   * Nothing is prepared: preparing finds references between stacks, and there are none by rule (a cluster reads the
   * hub's outputs by name). It would render every resource once more.
   */
  override prepareStack(): void {
    return;
  }

  protected storeState(): void {
    new AzurermBackend(this, stateOf(this.fleet, this.node.id));
  }

  protected useAzure(): void {
    const { subscriptionId, tenantId } = this.fleet.azure;
    new AzurermProvider(this, 'azurerm', {
      subscriptionId,
      tenantId,
      useOidc: true,
      storageUseAzuread: true,
      // Registering resource providers takes rights over the whole subscription; docs list what to register once.
      resourceProviderRegistrations: 'none',
      features: [
        {
          keyVault: [
            {
              purgeSoftDeleteOnDestroy: false,
              purgeSoftDeletedKeysOnDestroy: false,
              recoverSoftDeletedKeyVaults: true,
            },
          ],
          logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: false }],
          resourceGroup: [{ preventDeletionIfContainsResources: true }],
          templateDeployment: [{ deleteNestedItemsDuringDeletion: false }],
        },
      ],
    });
  }

  /** The token comes from the environment (GITHUB_TOKEN or a GitHub App): it is never part of the JSON. */
  protected useGithub(): void {
    new GithubProvider(this, 'github', { owner: this.fleet.github.owner });
  }
}
