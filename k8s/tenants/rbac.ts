import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { accounts, tenantRole } from '../names';
import { TenantChartProps } from './namespace';

/** What Flux acts as for the tenant: everything in the namespace, or what its rules say, and nothing beside it. */
export class RbacChart extends Chart {
  constructor(scope: Construct, id: string, { tenant: { name, namespace, rules } }: TenantChartProps) {
    super(scope, id);
    const metadata = { name: accounts.tenant, namespace };
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    const role = rules === undefined ? 'admin' : tenantRole(name);
    new k8s.KubeRoleBinding(this, role, {
      // Kubernetes never changes the role of a binding: another role is another binding.
      metadata: { name: rules === undefined ? accounts.tenant : `${accounts.tenant}-rules`, namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
  }
}
