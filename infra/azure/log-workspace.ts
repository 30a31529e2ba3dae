import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorDataCollectionRule } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule';
import { MonitorWorkspace } from '@cdktf/provider-azurerm/lib/monitor-workspace';
import { Construct } from 'constructs';

export interface LogWorkspaceProps {
  readonly name: string;
  readonly metricsName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  /**
   * How long logs can be searched.
   *
   * @default 90
   */
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Logs and metrics of a region, and the rules by which its clusters deliver them: one workspace, not one a cluster. */
export class LogWorkspace extends Construct {
  readonly id: string;
  readonly containerLogsRuleId: string;
  readonly metricsRuleId: string;

  constructor(scope: Construct, id: string, props: LogWorkspaceProps) {
    super(scope, id);
    const { location, resourceGroupName, tags } = props;
    const logs = new LogAnalyticsWorkspace(this, 'logs', {
      name: props.name,
      location,
      resourceGroupName,
      sku: 'PerGB2018',
      retentionInDays: props.retentionDays ?? 90,
      // Workspace keys are passwords without a person; agents sign in with their identities.
      localAuthenticationEnabled: false,
      tags,
      lifecycle: { preventDestroy: true },
    });
    const metrics = new MonitorWorkspace(this, 'metrics', {
      name: props.metricsName,
      location,
      resourceGroupName,
      tags,
      lifecycle: { preventDestroy: true },
    });
    this.id = logs.id;
    this.containerLogsRuleId = this.containerLogs(logs, props).id;
    this.metricsRuleId = this.metrics(metrics, props).id;
  }

  private containerLogs(
    workspace: LogAnalyticsWorkspace,
    props: LogWorkspaceProps,
  ): MonitorDataCollectionRule {
    const streams = ['Microsoft-ContainerInsights-Group-Default'];
    return new MonitorDataCollectionRule(this, 'container_logs', {
      name: `dcr-${props.name}`,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      kind: 'Linux',
      dataSources: {
        extension: [
          {
            name: 'ContainerInsightsExtension',
            extensionName: 'ContainerInsights',
            streams,
            extensionJson: JSON.stringify({
              dataCollectionSettings: {
                interval: '1m',
                namespaceFilteringMode: 'Off',
                enableContainerLogV2: true,
              },
            }),
          },
        ],
      },
      destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: workspace.id }] },
      dataFlow: [{ streams, destinations: ['workspace'] }],
      tags: props.tags,
    });
  }

  private metrics(workspace: MonitorWorkspace, props: LogWorkspaceProps): MonitorDataCollectionRule {
    const streams = ['Microsoft-PrometheusMetrics'];
    return new MonitorDataCollectionRule(this, 'prometheus', {
      name: `dcr-${props.metricsName}`,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      kind: 'Linux',
      dataCollectionEndpointId: workspace.defaultDataCollectionEndpointId,
      dataSources: { prometheusForwarder: [{ name: 'prometheus', streams }] },
      destinations: { monitorAccount: [{ name: 'workspace', monitorAccountId: workspace.id }] },
      dataFlow: [{ streams, destinations: ['workspace'] }],
      tags: props.tags,
    });
  }
}
