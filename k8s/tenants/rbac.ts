import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { accounts } from '../names';
import { TenantChartProps } from './namespace';

/** What Flux acts as for the tenant: everything in the namespace, nothing beside it. */
export class RbacChart extends Chart {
  constructor(scope: Construct, id: string, { tenant: { namespace } }: TenantChartProps) {
    super(scope, id);
    const metadata = { name: accounts.tenant, namespace };
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRoleBinding(this, 'admin', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
  }
}
