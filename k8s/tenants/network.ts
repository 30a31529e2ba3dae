import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { TenantChartProps } from './namespace';

const dnsPort = k8s.IntOrString.fromNumber(53);

/** Nothing in, nothing out but names: what a workload talks to, its own policies say. */
export class NetworkChart extends Chart {
  constructor(scope: Construct, id: string, { tenant: { namespace } }: TenantChartProps) {
    super(scope, id);
    new k8s.KubeNetworkPolicy(this, 'deny', {
      metadata: { name: 'default-deny', namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    new k8s.KubeNetworkPolicy(this, 'dns', {
      metadata: { name: 'allow-dns', namespace },
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [
              { port: dnsPort, protocol: 'UDP' },
              { port: dnsPort, protocol: 'TCP' },
            ],
          },
        ],
      },
    });
  }
}
