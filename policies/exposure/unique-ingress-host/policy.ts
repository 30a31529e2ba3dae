import { type Policy } from '../../policy';
import { ingresses } from '../../matched-kinds';
import { nist80053, nsaCisa, pciDss } from '../../standards';

export const uniqueIngressHost: Policy = {
  id: 'unique-ingress-host',
  category: 'exposure',
  kind: 'K8sUniqueIngressHost',
  title: 'Every host in one Ingress',
  description:
    'Denies an Ingress with a host that another Ingress of the cluster has already. Wildcards are ' +
    'compared as text.',
  rationale: 'Two Ingresses for one host answer by chance, and a tenant could take another’s traffic.',
  remediation: 'Choose another host, or put both paths into one Ingress.',
  severity: 'high',
  controls: [...nsaCisa('Exposure'), ...pciDss('1.4.2'), ...nist80053('AC-4', 'SC-7')],
  parameters: {},
  match: ingresses,
  referential: [{ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }],
};
