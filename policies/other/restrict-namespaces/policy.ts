import { type Policy } from '../../policy';
import { cisAks, cisKubernetes, nist80053, nsaCisa, pciDss } from '../../standards';

export const restrictNamespaces: Policy = {
  id: 'restrict-namespaces',
  category: 'other',
  kind: 'K8sRestrictNamespaces',
  title: 'Nothing in the default namespace',
  description: 'Denies workloads and what exposes them in namespaces on a list.',
  rationale:
    'What lands in `default` was forgotten to be put anywhere: no tenant owns it, no quota bounds it and ' +
    'no policy is meant for it.',
  remediation: 'Set `metadata.namespace` to the namespace of the tenant.',
  severity: 'medium',
  controls: [
    ...cisKubernetes('5.6.4'),
    ...cisAks('4.6.3'),
    ...nsaCisa('Namespaces'),
    ...pciDss('2.2.3'),
    ...nist80053('SC-4'),
  ],
  parameters: {
    restrictedNamespaces: {
      type: 'array',
      items: { type: 'string' },
      description: 'Namespaces that stay empty.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      { apiGroups: [''], kinds: ['PersistentVolumeClaim', 'Pod', 'Service'] },
      { apiGroups: ['networking.k8s.io'], kinds: ['Ingress'] },
    ],
  },
  sampleParameters: { restrictedNamespaces: ['default'] },
};
