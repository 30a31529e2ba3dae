import { KeyVault as AzureKeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';

import { PrivateAccess } from './private-access';

export interface KeyVaultProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tenantId: string;
  readonly subnetId: string;
  readonly zoneId: string;
  readonly logWorkspaceId: string;
  /**
   * Terraform may destroy the vault (Azure keeps it for 90 days more): only on the way out.
   *
   * @default false
   */
  readonly deletable?: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A vault for keys: roles instead of access policies, reached over a private endpoint only, and nobody, not even its
 * owner, can destroy a key for 90 days. Microsoft's own services (disks) come in by the bypass for trusted services.
 */
export class KeyVault extends Construct {
  readonly id: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: KeyVaultProps) {
    super(scope, id);
    const { name, location, resourceGroupName, tenantId, tags } = props;
    const vault = new AzureKeyVault(this, 'vault', {
      name,
      location,
      resourceGroupName,
      tenantId,
      tags,
      skuName: 'premium',
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: 90,
      publicNetworkAccessEnabled: false,
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' },
      lifecycle: { preventDestroy: props.deletable !== true },
    });
    this.id = vault.id;
    this.name = vault.name;
    new PrivateAccess(this, 'private', {
      name: `pe-${name}`,
      location,
      resourceGroupName,
      subnetId: props.subnetId,
      targetId: vault.id,
      subresource: 'vault',
      zoneId: props.zoneId,
      tags,
    });
    new MonitorDiagnosticSetting(this, 'logs', {
      name: 'audit',
      targetResourceId: vault.id,
      logAnalyticsWorkspaceId: props.logWorkspaceId,
      enabledLog: [{ categoryGroup: 'audit' }],
    });
  }
}
