import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { TenantChartProps } from './namespace';

/** Hard limits of the namespace, what a container gets that asks for nothing, and no place among system pods. */
export class QuotaChart extends Chart {
  constructor(scope: Construct, id: string, { tenant: { namespace, quota } }: TenantChartProps) {
    super(scope, id);
    const cpu = k8s.Quantity.fromString(quota.cpu);
    const memory = k8s.Quantity.fromString(quota.memory);
    new k8s.KubeResourceQuota(this, 'quota', {
      metadata: { name: 'tenant', namespace },
      spec: {
        hard: {
          'limits.memory': memory,
          pods: k8s.Quantity.fromNumber(quota.pods),
          'requests.cpu': cpu,
          'requests.memory': memory,
          // What would open the cluster or cost money outside of it.
          'services.loadbalancers': k8s.Quantity.fromNumber(0),
          'services.nodeports': k8s.Quantity.fromNumber(0),
        },
      },
    });
    // Any namespace could otherwise ask for the priority of Kubernetes' own pods.
    new k8s.KubeResourceQuota(this, 'system-priority', {
      metadata: { name: 'no-system-priority', namespace },
      spec: {
        hard: { pods: k8s.Quantity.fromNumber(0) },
        scopeSelector: {
          matchExpressions: [
            {
              scopeName: 'PriorityClass',
              operator: 'In',
              values: ['system-cluster-critical', 'system-node-critical'],
            },
          ],
        },
      },
    });
    new k8s.KubeLimitRange(this, 'defaults', {
      metadata: { name: 'tenant', namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: {
              cpu: k8s.Quantity.fromString('50m'),
              memory: k8s.Quantity.fromString('64Mi'),
            },
            default: { memory: k8s.Quantity.fromString('256Mi') },
          },
        ],
      },
    });
  }
}
