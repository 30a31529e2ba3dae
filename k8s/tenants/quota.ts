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
    // As the API server gives it back; a number would look like drift.
    const none = k8s.Quantity.fromString('0');
    new k8s.KubeResourceQuota(this, 'quota', {
      metadata: { name: 'tenant', namespace },
      spec: {
        hard: {
          'limits.memory': memory,
          pods: k8s.Quantity.fromString(String(quota.pods)),
          'requests.cpu': cpu,
          'requests.memory': memory,
          // What would open the cluster or cost money outside of it.
          'services.loadbalancers': none,
          'services.nodeports': none,
        },
      },
    });
    // Any namespace could otherwise ask for the priority of Kubernetes' own pods.
    new k8s.KubeResourceQuota(this, 'system-priority', {
      metadata: { name: 'no-system-priority', namespace },
      spec: {
        hard: { pods: none },
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
