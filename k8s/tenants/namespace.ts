import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedTenant } from '../../fleet/resolved-fleet';
import { pruneDisabled } from '../flux/annotations';
import { podSecurityLabels } from '../pod-security-labels';

export interface TenantChartProps {
  readonly tenant: ResolvedTenant;
}

/** The tenant's namespace. It is only ever removed by hand. */
export class NamespaceChart extends Chart {
  constructor(scope: Construct, id: string, { tenant }: TenantChartProps) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: tenant.namespace,
        annotations: pruneDisabled,
        labels: { ...podSecurityLabels, 'fleetkeep.dev/tenant': tenant.name },
      },
    });
  }
}
