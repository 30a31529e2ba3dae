import { MonitorDataCollectionRuleAssociation } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';

import type { Hardening } from './hardening';
import type { HubOutputs } from './hub-outputs';

/** `kube-audit-admin` leaves out reads, which are most of the volume and most of the price of `kube-audit`. */
export const controlPlaneLogs = [
  'kube-apiserver',
  'kube-audit-admin',
  'kube-controller-manager',
  'kube-scheduler',
  'cluster-autoscaler',
  'cloud-controller-manager',
  'csi-azuredisk-controller',
  'csi-azurefile-controller',
  'guard',
];

export interface ClusterMonitoringProps {
  readonly clusterId: string;
  readonly hub: HubOutputs;
  readonly hardening: Hardening;
}

/** Logs of the control plane, logs of the containers and metrics, all to the hub's workspaces. */
export class ClusterMonitoring extends Construct {
  constructor(scope: Construct, id: string, { clusterId, hub, hardening }: ClusterMonitoringProps) {
    super(scope, id);
    if (hardening.has('control-plane-logs')) {
      new MonitorDiagnosticSetting(this, 'control_plane', {
        name: 'control-plane',
        targetResourceId: clusterId,
        logAnalyticsWorkspaceId: hub.logWorkspaceId,
        logAnalyticsDestinationType: 'Dedicated',
        enabledLog: controlPlaneLogs.map((category) => ({ category })),
      });
    }
    new MonitorDataCollectionRuleAssociation(this, 'container_logs', {
      name: 'ContainerInsightsExtension',
      targetResourceId: clusterId,
      dataCollectionRuleId: hub.containerLogsRuleId,
    });
    new MonitorDataCollectionRuleAssociation(this, 'metrics', {
      name: 'prometheus',
      targetResourceId: clusterId,
      dataCollectionRuleId: hub.metricsRuleId,
    });
  }
}
