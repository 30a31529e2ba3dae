import { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';

import { PrivateAccess } from './private-access';

export interface RegistryProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly subnetId: string;
  /** Private DNS zone that gets its address. */
  readonly zoneId: string;
  readonly logWorkspaceId: string;
  /** Availability zones of the region. */
  readonly zones: readonly string[];
  /**
   * Every image waits until a scanner has released it.
   *
   * @default true
   */
  readonly quarantine?: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The images of a region: no password, no anonymous pull, no way in or out but the private endpoint, and every image
 * waits in quarantine until a scanner has released it. Images without a tag go after a week.
 */
export class Registry extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { name, location, resourceGroupName, tags } = props;
    const registry = new ContainerRegistry(this, 'registry', {
      name,
      location,
      resourceGroupName,
      sku: 'Premium',
      adminEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: false,
      exportPolicyEnabled: false,
      ...(props.quarantine === false ? {} : { quarantinePolicyEnabled: true }),
      retentionPolicyInDays: 7,
      zoneRedundancyEnabled: props.zones.length > 0,
      dataEndpointEnabled: true,
      // Defender's scanner is one of Azure's trusted services.
      networkRuleBypassOption: 'AzureServices',
      tags,
      lifecycle: { preventDestroy: true },
    });
    new PrivateAccess(this, 'private', {
      name: `pe-${name}`,
      location,
      resourceGroupName,
      subnetId: props.subnetId,
      targetId: registry.id,
      subresource: 'registry',
      zoneId: props.zoneId,
      tags,
    });
    new MonitorDiagnosticSetting(this, 'logs', {
      name: 'all',
      targetResourceId: registry.id,
      logAnalyticsWorkspaceId: props.logWorkspaceId,
      enabledLog: [{ categoryGroup: 'allLogs' }],
    });
    this.id = registry.id;
  }
}
