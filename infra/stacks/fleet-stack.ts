import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { GithubProvider } from '@cdktf/provider-github/lib/provider';
import { AzurermBackend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { stateOf } from '../naming/state-location';

import type { StackNote } from './stack-note';

/** A stack of the fleet: its own state, the pinned Terraform and only the providers that it names. */
export abstract class FleetStack extends TerraformStack {
  /** @param note @default - a job by the stack's own name */
  constructor(
    scope: Construct,
    id: string,
    protected readonly fleet: ResolvedFleet,
    note: Partial<StackNote> = {},
  ) {
    super(scope, id);
    // Postconditions on data sources, `plantimestamp()` and OIDC in the backend are all there since 1.9.
    this.addOverride('terraform.required_version', '>= 1.9.0, < 2.0.0');
    // A comment to Terraform; workflows learn from it which job applies the stack.
    this.addOverride('//.fleetkeep', { group: id, clocked: false, ...note } satisfies StackNote);
  }

  /**
   * Nothing is prepared: preparing finds references between stacks, and there are none by rule (a cluster reads the
   * hub's outputs by name). It would render every resource once more.
   */
  override prepareStack(): void {
    return;
  }

  /** @param container of the environment that deploys the stack. @default - the shared one */
  protected storeState(container?: string): void {
    new AzurermBackend(this, stateOf(this.fleet, this.node.id, container));
  }

  /** @param version of azurerm. @default - the one that the bindings were made for */
  protected useAzure(version?: string): void {
    if (version !== undefined) this.addOverride('terraform.required_providers.azurerm.version', version);
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
    const { host, owner } = this.fleet.github;
    new GithubProvider(this, 'github', {
      owner,
      ...(host === 'github.com' ? {} : { baseUrl: `https://${host}/` }),
    });
  }
}
