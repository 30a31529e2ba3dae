import { type Policy } from '../../policy';
import { roles } from '../../matched-kinds';
import { exemptRoles } from '../../parameters';
import {
  bsiKubernetes,
  cisAks,
  cisKubernetes,
  kubernetesChecklist,
  nist80053,
  nsaCisa,
  pciDss,
} from '../../standards';

export const restrictRoleRules: Policy = {
  id: 'restrict-role-rules',
  category: 'access',
  kind: 'K8sRestrictRoleRules',
  title: 'No rights that lead to all others',
  description:
    'Denies roles that grant rights on a list: reading Secrets, making pods or tokens, approving ' +
    'certificates, changing webhooks. A `*` in a role grants them too.',
  rationale:
    'Each of these rights is a way to all others: who makes pods has every account of the namespace, who ' +
    'reads Secrets every password.',
  remediation:
    'Leave the right out, restrict the role to a namespace and to names, or have the role put on the list ' +
    'of exemptions.',
  severity: 'high',
  controls: [
    ...cisKubernetes('5.1.2', '5.1.4', '5.1.8', '5.1.9', '5.1.10', '5.1.11', '5.1.12', '5.1.13'),
    ...cisAks('4.1.2', '4.1.4', '4.1.7', '4.1.8', '4.1.9', '4.1.10', '4.1.11', '4.1.12'),
    ...nsaCisa('RBAC'),
    ...pciDss('7.2.2', '7.2.5', '8.6.1'),
    ...nist80053('AC-3', 'AC-6', 'CM-5'),
    ...bsiKubernetes('APP.4.4.A3'),
    ...kubernetesChecklist('Authentication & Authorization'),
  ],
  parameters: {
    disallowedRules: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          apiGroups: { type: 'array', items: { type: 'string' } },
          resources: { type: 'array', items: { type: 'string' } },
          verbs: { type: 'array', items: { type: 'string' } },
        },
      },
      description: 'Rights that no role may grant, in the form of a role’s rules.',
      absent: 'none',
    },
    ...exemptRoles,
  },
  match: roles,
  sampleParameters: {
    disallowedRules: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get'] },
    ],
    exemptions: { clusterRoles: [{ name: 'secrets-operator' }] },
  },
};
