import { type Policy, pods } from '../../policy';
import {
  bsiKubernetes,
  cisAks,
  cisKubernetes,
  kubernetesChecklist,
  nist80053,
  nsaCisa,
  pciDss,
} from '../../standards';

export const automountServiceAccountToken: Policy = {
  id: 'automount-service-account-token',
  category: 'identity',
  kind: 'K8sPSPAutomountServiceAccountTokenPod',
  title: 'No tokens that nobody needs',
  description:
    'Denies pods that mount the token of their service account automatically, and on demand those that do ' +
    'not decline it.',
  rationale: 'A token in a container is a key to the API server for whoever breaks into it.',
  remediation:
    'Set `spec.automountServiceAccountToken: false`. A pod that talks to the API server mounts a ' +
    'projected token, with an audience and an end.',
  severity: 'medium',
  controls: [
    ...cisKubernetes('5.1.6'),
    ...cisAks('4.1.6'),
    ...nsaCisa('Service account tokens'),
    ...pciDss('2.2.4', '7.2.5'),
    ...nist80053('AC-6'),
    ...bsiKubernetes('APP.4.4.A9'),
    ...kubernetesChecklist('Pod security'),
  ],
  parameters: {
    explicit: {
      type: 'boolean',
      description:
        'Whether pods that say nothing are denied too: admission mounts a token for them, unless their service account declines.',
      absent:
        '`false`: pods that say nothing are denied only when a token is mounted where admission does it, as in gatekeeper-library',
    },
  },
  match: pods,
  sampleParameters: { explicit: true },
};
