import { type Policy } from '../../policy';
import { services } from '../../matched-kinds';
import { cisKubernetes, nist80053, nsaCisa, pciDss } from '../../standards';

export const externalIps: Policy = {
  id: 'external-ips',
  category: 'exposure',
  kind: 'K8sExternalIPs',
  title: 'No Services that claim addresses',
  description: 'Denies Services with `externalIPs` that are not on a list.',
  rationale:
    'Whoever may create a Service could claim the address of something else and read what is sent there ' +
    '(CVE-2020-8554).',
  remediation: 'Remove `spec.externalIPs`, or have the address put on the list.',
  severity: 'high',
  controls: [
    ...cisKubernetes('1.2.3'),
    ...nsaCisa('Exposure'),
    ...pciDss('1.3.1', '1.4.2'),
    ...nist80053('AC-4', 'SC-7'),
  ],
  parameters: {
    allowedIPs: {
      type: 'array',
      items: { type: 'string' },
      description: 'Addresses that Services may claim, compared as text.',
      absent: 'none',
    },
  },
  match: services,
  sampleParameters: { allowedIPs: ['203.0.113.10'] },
};
