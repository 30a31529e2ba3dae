import { type Policy } from '../../policy';
import { bindings } from '../../matched-kinds';
import { allowedSubjects } from '../../parameters';
import { bsiKubernetes, nist80053, nsaCisa, pciDss } from '../../standards';

export const restrictRbacSubjects: Policy = {
  id: 'restrict-rbac-subjects',
  category: 'access',
  kind: 'K8sRestrictRbacSubjects',
  title: 'Only known kinds of subjects',
  description: 'Denies bindings of subjects that are not on a list.',
  rationale:
    'Who is not managed where everybody is managed keeps his rights when he leaves. On AKS users and ' +
    'groups are known by the object ids of Entra ID.',
  remediation: 'Bind a group of Entra ID by its object id, or a service account.',
  severity: 'high',
  controls: [
    ...nsaCisa('RBAC'),
    ...pciDss('7.3.2', '8.2.1', '8.2.2', '8.2.4'),
    ...nist80053('AC-2', 'AC-3', 'IA-2', 'IA-4', 'IA-5', 'MA-4'),
    ...bsiKubernetes('APP.4.4.A3'),
  ],
  parameters: allowedSubjects('Who may be bound.'),
  match: bindings,
  sampleParameters: {
    allowedSubjects: [
      { kind: 'ServiceAccount', name: '.', regexMatch: true },
      { kind: 'Group', name: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', regexMatch: true },
    ],
  },
};
