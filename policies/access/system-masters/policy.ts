import { type Policy } from '../../policy';
import { bindings } from '../../matched-kinds';
import { cisKubernetes, kubernetesChecklist, nist80053, nsaCisa, pciDss } from '../../standards';

export const systemMasters: Policy = {
  id: 'system-masters',
  category: 'access',
  kind: 'K8sAvoidUseOfSystemMastersGroup',
  title: 'Nobody in system:masters',
  description:
    'Denies bindings of the group `system:masters`, and, where a list of users is given, changes of ' +
    'bindings by members of the group that are not on it.',
  rationale:
    'Its members pass every authorisation; not even the removal of all bindings stops them, and a ' +
    'certificate of theirs cannot be revoked.',
  remediation: 'Bind a group of Entra ID to the role that the task needs.',
  severity: 'critical',
  controls: [
    ...cisKubernetes('5.1.7'),
    ...nsaCisa('RBAC'),
    ...pciDss('7.2.2'),
    ...nist80053('AC-6'),
    ...kubernetesChecklist('Authentication & Authorization'),
  ],
  parameters: {
    allowlistedUsernames: {
      type: 'array',
      items: { type: 'string' },
      description: 'Members of the group that may change bindings, for instance the cloud’s own account.',
      absent: 'who writes is not judged',
    },
  },
  match: { ...bindings, source: 'Original' },
  sampleParameters: { allowlistedUsernames: ['aksService'] },
};
