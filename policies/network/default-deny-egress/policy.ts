import { type Policy } from '../../policy';
import { namespaces } from '../../matched-kinds';
import {
  bsiKubernetes,
  cisAks,
  cisKubernetes,
  kubernetesChecklist,
  nist80053,
  nsaCisa,
  pciDss,
} from '../../standards';

export const defaultDenyEgress: Policy = {
  id: 'default-deny-egress',
  category: 'network',
  kind: 'K8sRequireDefaultDenyEgressPolicy',
  title: 'Nothing leaves a namespace unasked',
  description: 'Reports namespaces without a NetworkPolicy that selects every pod and denies all egress.',
  rationale:
    'A pod that was broken into calls home, or the cloud’s metadata. Only what is allowed by name should ' +
    'leave.',
  remediation:
    'Put a NetworkPolicy with `podSelector: {}` and `policyTypes: [Egress]`, and without `egress`, into ' +
    'the namespace; allow what is needed by others.',
  severity: 'high',
  controls: [
    ...cisKubernetes('5.3.2'),
    ...cisAks('4.4.2'),
    ...nsaCisa('Network policies'),
    ...pciDss('1.3.2', '1.4.4'),
    ...nist80053('AC-4', 'SC-7'),
    ...bsiKubernetes('APP.4.4.A18'),
    ...kubernetesChecklist('Network security'),
  ],
  parameters: {},
  match: namespaces,
  referential: [{ group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy' }],
  enforcementAtMost: {
    action: 'warn',
    reason:
      'A namespace is there before anything can be in it: a webhook that denied it would never let one be made. The pull ' +
      'request and the audit see both.',
  },
};
