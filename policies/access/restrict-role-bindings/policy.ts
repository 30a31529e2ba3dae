import { type Policy } from '../../policy';
import { bindings } from '../../matched-kinds';
import { allowedSubjects } from '../../parameters';
import {
  bsiKubernetes,
  cisAks,
  cisKubernetes,
  kubernetesChecklist,
  nist80053,
  nsaCisa,
  pciDss,
} from '../../standards';

export const restrictRoleBindings: Policy = {
  id: 'restrict-role-bindings',
  category: 'access',
  kind: 'K8sRestrictRoleBindings',
  title: 'A powerful role for few',
  description: 'Denies bindings of one role to subjects that are not on a list.',
  rationale:
    'Whoever is bound to `cluster-admin` owns the cluster, its Secrets and its policies. A binding is one ' +
    'line in a pull request.',
  remediation: 'Bind a role with the rights of the task only. For people use an access grant, which ends.',
  severity: 'critical',
  controls: [
    ...cisKubernetes('5.1.1'),
    ...cisAks('4.1.1'),
    ...nsaCisa('RBAC'),
    ...pciDss('7.2.1', '7.2.2', '7.2.5', '8.2.4'),
    ...nist80053('AC-6', 'CM-4', 'CM-5', 'CM-7'),
    ...bsiKubernetes('APP.4.4.A3'),
    ...kubernetesChecklist('Authentication & Authorization'),
  ],
  parameters: {
    restrictedRole: {
      type: 'object',
      properties: { apiGroup: { type: 'string' }, kind: { type: 'string' }, name: { type: 'string' } },
      description: 'The role, as `roleRef` names it.',
      absent: 'no role is restricted',
    },
    ...allowedSubjects('Who may have it.'),
  },
  match: bindings,
  sampleParameters: {
    restrictedRole: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    allowedSubjects: [
      {
        kind: 'ServiceAccount',
        namespace: 'flux-system',
        name: '^(kustomize|helm)-controller$',
        regexMatch: true,
      },
    ],
  },
};
