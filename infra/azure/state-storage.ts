import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { Construct } from 'constructs';

/** Which addresses of the state storage answer. */
export type StateNetwork = 'public' | 'private';

export interface StateStorageProps {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** One a stack. */
  readonly containers: readonly string[];
  /**
   * `private`: only the hubs' private endpoints answer.
   *
   * @default 'public'
   */
  readonly network?: StateNetwork;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where Terraform's state lives: opened by Entra ID only, copied to the paired region, every version kept and nothing
 * gone for good within a month.
 *
 * On the first day the public address answers, to identities with a role on a container and to nobody else: there is
 * no network yet. Each hub adds a private address; from then on the public one can go.
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
