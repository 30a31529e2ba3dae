import type { KubernetesClusterMaintenanceWindowNodeOs } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';

import type { ResolvedStage } from '../../fleet/resolved-fleet';

/**
 * Four hours of a week in which Azure may upgrade: production on Sunday, the stages before it on Wednesday, so that a
 * new node image runs there for days first.
 */
export function maintenanceWindow(stage: ResolvedStage): KubernetesClusterMaintenanceWindowNodeOs {
  return {
    frequency: 'Weekly',
    interval: 1,
    dayOfWeek: stage.production ? 'Sunday' : 'Wednesday',
    startTime: '01:00',
    duration: 4,
    utcOffset: '+00:00',
  };
}
