import { type Policy } from '../../policy';
import { bsiKubernetes, nist80053, nsaCisa } from '../../standards';

export const blockEndpointEdit: Policy = {
  id: 'block-endpoint-edit',
  category: 'access',
  kind: 'K8sBlockEndpointEditDefaultRole',
  title: 'No writing of endpoints by the default role',
  description: 'Denies a `system:aggregate-to-edit` that grants writing Endpoints or EndpointSlices.',
  rationale:
    'Who writes endpoints can lead a Service to an address in another namespace, past its network ' +
    'policies (CVE-2021-25740).',
  remediation:
    'Remove `endpoints` and `endpointslices` from the rules that write. Clusters made before Kubernetes ' +
    '1.22 keep the old rules: set `rbac.authorization.kubernetes.io/autoupdate: "false"` on the role.',
  severity: 'medium',
  controls: [...nsaCisa('RBAC'), ...nist80053('AC-4', 'AC-6'), ...bsiKubernetes('APP.4.4.A3')],
  parameters: {},
  match: { kinds: [{ apiGroups: ['rbac.authorization.k8s.io'], kinds: ['ClusterRole'] }] },
};
