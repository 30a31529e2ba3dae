import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { Construct } from 'constructs';

import { IdentityRole } from './identity-role';
import { KeyVault } from './key-vault';
import { VaultKey } from './vault-key';

/** Which addresses of the state storage answer. */
export type StateNetwork = 'public' | 'private';

export interface StateStorageProps {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** One an environment. */
  readonly containers: readonly string[];
  /**
   * `private`: only the hubs' private endpoints answer.
   *
   * @default 'public'
   */
  readonly network?: StateNetwork;
  readonly tenantId: string;
  /** Of the vault that holds the key of the state. */
  readonly keyVaultName: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where Terraform's state lives: opened by Entra ID only, encrypted with a key of the customer, copied to the paired region, every version kept and nothing
 * gone for good within a month.
 *
 * On the first day the public address answers, to identities with a role on a container and to nobody else: there is
 * no network yet. Each hub adds a private address; from then on the public one can go.
 */
export class StateStorage extends Construct {
  readonly resourceGroupName: string;
  readonly accountId: string;
  /** Azure ids of the containers, by name. */
  readonly containerIds: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: StateStorageProps) {
    super(scope, id);
    const { location, tags } = props;
    const group = new ResourceGroup(this, 'resource_group', {
      name: props.resourceGroup,
      location,
      tags,
      lifecycle: { preventDestroy: true },
    });
    const key = this.key(group.name, props);
    const account = new StorageAccount(this, 'account', {
      name: props.name,
      location,
      resourceGroupName: group.name,
      accountKind: 'StorageV2',
      accountTier: 'Standard',
      accountReplicationType: 'GRS',
      minTlsVersion: 'TLS1_2',
      httpsTrafficOnlyEnabled: true,
      sharedAccessKeyEnabled: false,
      defaultToOauthAuthentication: true,
      allowNestedItemsToBePublic: false,
      crossTenantReplicationEnabled: false,
      localUserEnabled: false,
      infrastructureEncryptionEnabled: true,
      identity: { type: 'UserAssigned', identityIds: [key.identityId] },
      customerManagedKey: { keyVaultKeyId: key.uri, userAssignedIdentityId: key.identityId },
      publicNetworkAccessEnabled: props.network !== 'private',
      networkRules: {
        defaultAction: props.network === 'private' ? 'Deny' : 'Allow',
        bypass: ['AzureServices'],
      },
      allowedCopyScope: 'AAD',
      blobProperties: {
        versioningEnabled: true,
        changeFeedEnabled: true,
        deleteRetentionPolicy: { days: 30 },
        containerDeleteRetentionPolicy: { days: 30 },
      },
      sasPolicy: { expirationPeriod: '00.01:00:00', expirationAction: 'Block' },
      tags,
      lifecycle: { preventDestroy: true },
      dependsOn: [key.role],
    });
    this.resourceGroupName = group.name;
    this.accountId = account.id;
    this.containerIds = new Map(
      props.containers.map((name) => {
        const container = new StorageContainer(this, name, {
          name,
          storageAccountId: account.id,
          containerAccessType: 'private',
        });
        return [name, container.id];
      }),
    );
  }

  /** Storage comes to the vault as a trusted service, without a network; newer versions of the key are followed. */
  private key(
    resourceGroupName: string,
    { location, tenantId, keyVaultName, name, tags }: StateStorageProps,
  ) {
    const vault = new KeyVault(this, 'key_vault', {
      name: keyVaultName,
      location,
      resourceGroupName,
      tenantId,
      tags,
    });
    const { uri } = new VaultKey(this, 'state_key', {
      name: 'state',
      vaultName: vault.name,
      resourceGroupName,
      rotated: true,
      tags,
    });
    const identity = new UserAssignedIdentity(this, 'identity', {
      name: `id-${name}`,
      location,
      resourceGroupName,
      tags,
    });
    const role = new IdentityRole(this, 'key_role', {
      scope: vault.id,
      role: 'Key Vault Crypto Service Encryption User',
      principalId: identity.principalId,
      description: "Encrypts Terraform's state",
    });
    return { uri, identityId: identity.id, role };
  }
}
