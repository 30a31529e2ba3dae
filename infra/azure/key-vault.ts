import { KeyVault as AzureKeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';

import { PrivateAccess } from './private-access';

export interface KeyVaultProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tenantId: string;
  /**
   * Where it is reached from.
   *
   * @default - nowhere: only Azure's trusted services use its keys
   */
  readonly reached?: { readonly subnetId: string; readonly zoneId: string };
  /** @default - nobody is told: there is no workspace yet */
  readonly logWorkspaceId?: string;
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
    if (props.reached !== undefined) {
      new PrivateAccess(this, 'private', {
        ...props.reached,
        name: `pe-${name}`,
        location,
        resourceGroupName,
        targetId: vault.id,
        subresource: 'vault',
        tags,
      });
    }
    if (props.logWorkspaceId !== undefined) {
      new MonitorDiagnosticSetting(this, 'logs', {
        name: 'audit',
        targetResourceId: vault.id,
        logAnalyticsWorkspaceId: props.logWorkspaceId,
        enabledLog: [{ categoryGroup: 'audit' }],
      });
    }
  }
}
