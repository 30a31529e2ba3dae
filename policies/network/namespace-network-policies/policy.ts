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

export const namespaceNetworkPolicies: Policy = {
  id: 'namespace-network-policies',
  category: 'network',
  kind: 'K8sRequireNamespaceNetworkPolicies',
  title: 'NetworkPolicies in every namespace',
  description: 'Reports namespaces without any NetworkPolicy.',
  rationale: 'Without one every pod reaches every other pod, and every pod reaches it.',
  remediation: 'Put a NetworkPolicy that denies what no other allows into the namespace.',
  severity: 'high',
  controls: [
    ...cisKubernetes('5.3.2'),
    ...cisAks('4.4.2'),
    ...nsaCisa('Network policies'),
    ...pciDss('1.2.5', '1.2.6', '1.4.1', '1.4.4'),
    ...nist80053('AC-4', 'CA-9', 'SC-4', 'SC-7'),
    ...bsiKubernetes('APP.4.4.A7', 'APP.4.4.A18'),
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
