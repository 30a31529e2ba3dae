import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { Construct } from 'constructs';

export interface StateStorageProps {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** One a stack. */
  readonly containers: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where Terraform's state lives: opened by Entra ID only, copied to the paired region, every version kept and nothing
 * gone for good within a month.
 *
 * The public address answers, to identities that have a role on a container and to nobody else, for the operator of
 * the first day has no network yet; each hub adds a private one.
 */
export class StateStorage extends Construct {
  constructor(scope: Construct, id: string, props: StateStorageProps) {
    super(scope, id);
    const { location, tags } = props;
    const group = new ResourceGroup(this, 'resource_group', {
      name: props.resourceGroup,
      location,
      tags,
      lifecycle: { preventDestroy: true },
    });
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
      publicNetworkAccessEnabled: true,
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
    });
    for (const name of props.containers) {
      new StorageContainer(this, name, {
        name,
        storageAccountId: account.id,
        containerAccessType: 'private',
      });
    }
  }
}
