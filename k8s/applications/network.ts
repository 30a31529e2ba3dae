import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { selectorLabels } from './labels';
import { ServiceChartProps } from './service';

/** Who may reach the application: the pods of its own namespace, on its port. */
export class NetworkChart extends Chart {
  constructor(scope: Construct, id: string, { application }: ServiceChartProps) {
    super(scope, id);
    const labels = selectorLabels(application);
    new k8s.KubeNetworkPolicy(this, 'ingress', {
      metadata: { name: application.name, labels },
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ podSelector: {} }],
            ports: [{ port: k8s.IntOrString.fromNumber(application.port), protocol: 'TCP' }],
          },
        ],
      },
    });
  }
}
