import { DiskEncryptionSet } from '@cdktf/provider-azurerm/lib/disk-encryption-set';
import type { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { Hardening } from './hardening';
import { IdentityRole } from './identity-role';
import { KeyVault, type KeyVaultProps } from './key-vault';
import { VaultKey } from './vault-key';

export interface ClusterKeysProps extends KeyVaultProps {
  readonly clusterName: string;
  readonly controlPlane: UserAssignedIdentity;
  readonly hardening: Hardening;
}

/**
 * The keys of one cluster, in a vault of its own: AKS asks for rights over the whole vault to reach a private one, and
 * no cluster may hold such rights over another one's keys.
 */
export class ClusterKeys extends Construct {
  /** Key that etcd is encrypted with; none by exception. */
  readonly etcdKeyUri?: string;
  /** Set that encrypts the disks with the customer's own key; none by exception. */
  readonly diskEncryptionSetId?: string;
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ClusterKeysProps) {
    super(scope, id);
    const ready: ITerraformDependable[] = [];
    const vault = new KeyVault(this, 'vault', props);
    if (props.hardening.has('kms-etcd-encryption')) {
      this.etcdKeyUri = this.key('etcd', vault, props, false).versionedUri;
      ready.push(
        this.controlPlaneRole(
          'etcd_role',
          vault.id,
          'Key Vault Crypto User',
          'Encrypts secrets in etcd',
          props,
        ),
        // AKS approves its own private connection to the vault: aka.ms/aks/kmsetcdencryption, "private key vault".
        this.controlPlaneRole(
          'connect_role',
          vault.id,
          'Key Vault Contributor',
          'Connects the API server to the private vault',
          props,
        ),
      );
    }
    if (props.hardening.has('customer-managed-disk-keys')) {
      const set = new DiskEncryptionSet(this, 'disks', {
        name: `des-${props.clusterName}`,
        location: props.location,
        resourceGroupName: props.resourceGroupName,
        keyVaultKeyId: this.key('disks', vault, props, true).uri,
        autoKeyRotationEnabled: true,
        identity: { type: 'SystemAssigned' },
        tags: props.tags,
      });
      this.diskEncryptionSetId = set.id;
      ready.push(
        new IdentityRole(this, 'disks_role', {
          scope: vault.id,
          role: 'Key Vault Crypto Service Encryption User',
          principalId: set.identity.principalId,
          description: 'Encrypts disks',
        }),
        this.controlPlaneRole('disks_reader_role', set.id, 'Reader', 'Attaches encrypted disks', props),
      );
    }
    this.ready = ready;
  }

  private key(name: string, vault: KeyVault, props: ClusterKeysProps, rotated: boolean): VaultKey {
    return new VaultKey(this, `${name}_key`, {
      name,
      vaultName: vault.name,
      resourceGroupName: props.resourceGroupName,
      rotated,
      deletable: props.deletable,
      tags: props.tags,
    });
  }

  private controlPlaneRole(
    id: string,
    scope: string,
    role: string,
    description: string,
    { controlPlane }: ClusterKeysProps,
  ): IdentityRole {
    return new IdentityRole(this, id, { scope, role, principalId: controlPlane.principalId, description });
  }
}
