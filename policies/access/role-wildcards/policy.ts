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

export const roleWildcards: Policy = {
  id: 'role-wildcards',
  category: 'access',
  kind: 'K8sProhibitRoleWildcardAccess',
  title: 'Roles that name what they grant',
  description: 'Denies roles with a `*` among API groups, resources, verbs or URLs.',
  rationale:
    'A wildcard also grants what did not exist when it was written: tomorrow’s resources, and verbs such ' +
    'as `escalate`.',
  remediation: 'List groups, resources and verbs.',
  severity: 'high',
  controls: [
    ...cisKubernetes('5.1.3'),
    ...cisAks('4.1.3'),
    ...nsaCisa('RBAC'),
    ...pciDss('7.3.3', '8.2.4'),
    ...nist80053('AC-6'),
    ...bsiKubernetes('APP.4.4.A3'),
    ...kubernetesChecklist('Authentication & Authorization'),
  ],
  parameters: exemptRoles,
  match: roles,
  sampleParameters: { exemptions: { clusterRoles: [{ name: '^system:', regexMatch: true }] } },
};
