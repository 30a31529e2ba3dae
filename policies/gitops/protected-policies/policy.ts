import { type Policy } from '../../policy';
import {
  bsiKubernetes,
  cisKubernetes,
  gitOps,
  kubernetesChecklist,
  nist80053,
  pciDss,
} from '../../standards';

export const protectedPolicies: Policy = {
  id: 'protected-policies',
  category: 'gitops',
  kind: 'GitOpsProtectedPolicies',
  title: 'Policies are changed by their owners only',
  description:
    'Denies changes of templates, constraints, mutations and settings of Gatekeeper by anybody but users ' +
    'on a list.',
  rationale:
    'Who may weaken a policy need not break it. Neither a tenant’s account nor a grant for something else ' +
    'may touch them.',
  remediation: 'Change policies in Git, where their owners review them.',
  severity: 'critical',
  controls: [
    ...gitOps('G8'),
    ...cisKubernetes('5.2.1'),
    ...pciDss('2.2.6', '6.5.1'),
    ...nist80053('CM-5', 'CM-6'),
    ...bsiKubernetes('APP.4.4.A8', 'APP.4.4.A13'),
    ...kubernetesChecklist('Admission controllers'),
  ],
  parameters: {
    allowedUsers: {
      type: 'array',
      items: { type: 'string' },
      description: 'Users who may change policies; a `*` at the end stands for any ending.',
      absent: 'none',
    },
    allowedGroups: {
      type: 'array',
      items: { type: 'string' },
      description: 'Groups whose members may change policies.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      {
        apiGroups: [
          'config.gatekeeper.sh',
          'connection.gatekeeper.sh',
          'constraints.gatekeeper.sh',
          'expansion.gatekeeper.sh',
          'externaldata.gatekeeper.sh',
          'mutations.gatekeeper.sh',
          'syncset.gatekeeper.sh',
          'templates.gatekeeper.sh',
        ],
        kinds: ['*'],
      },
    ],
    source: 'Original',
    everywhere: true,
  },
  sampleParameters: {
    allowedUsers: ['system:serviceaccount:flux-system:*'],
    allowedGroups: ['system:masters'],
  },
};
