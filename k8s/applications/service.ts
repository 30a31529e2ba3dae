import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedApplication } from '../../fleet/resolved-fleet';
import { selectorLabels } from './labels';

export interface ServiceChartProps {
  readonly application: ResolvedApplication;
}

/** The application's name inside of the cluster. */
export class ServiceChart extends Chart {
  constructor(scope: Construct, id: string, { application }: ServiceChartProps) {
    super(scope, id);
    const labels = selectorLabels(application);
    new k8s.KubeService(this, 'service', {
      metadata: { name: application.name, labels },
      spec: {
        type: 'ClusterIP',
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }],
      },
    });
  }
}
