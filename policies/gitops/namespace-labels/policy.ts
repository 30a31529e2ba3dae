import { type Policy } from '../../policy';
import { namespaces } from '../../matched-kinds';
import { bsiKubernetes, cisKubernetes, gitOps, kubernetesChecklist, nist80053 } from '../../standards';

export const namespaceLabels: Policy = {
  id: 'namespace-labels',
  category: 'gitops',
  kind: 'GitOpsNamespaceLabels',
  title: 'Namespaces keep their labels',
  description:
    'Denies namespaces that Pod Security Admission enforces less for than a level, and changes of labels ' +
    'on a list.',
  rationale:
    'Labels of a namespace decide what is enforced in it: whoever may edit them could switch Pod Security ' +
    'Admission off, or become another tenant.',
  remediation:
    'Set `pod-security.kubernetes.io/enforce` to the level or a stricter one, and leave the labels on the ' +
    'list as they are.',
  severity: 'high',
  controls: [
    ...gitOps('G10'),
    ...cisKubernetes('5.2.1'),
    ...nist80053('AC-16', 'CM-6'),
    ...bsiKubernetes('APP.4.4.A4'),
    ...kubernetesChecklist('Admission controllers'),
  ],
  parameters: {
    minimumLevel: {
      type: 'string',
      enum: ['baseline', 'restricted'],
      description: 'What Pod Security Admission must at least enforce.',
      absent: 'any level will do',
    },
    frozenLabels: {
      type: 'array',
      items: { type: 'string' },
      description: 'Labels that do not change once they are set.',
      absent: 'none',
    },
    exemptNamespaces: {
      type: 'array',
      items: { type: 'string' },
      description: 'Namespaces that are not judged.',
      absent: 'none',
    },
  },
  match: { ...namespaces, source: 'Original' },
  sampleParameters: { minimumLevel: 'baseline', frozenLabels: ['tenant'], exemptNamespaces: ['kube-system'] },
};
