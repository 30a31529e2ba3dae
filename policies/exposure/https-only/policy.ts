import { type Policy } from '../../policy';
import { ingresses } from '../../matched-kinds';
import { cisAks, nist80053, nsaCisa, pciDss } from '../../standards';

export const httpsOnly: Policy = {
  id: 'https-only',
  category: 'exposure',
  kind: 'K8sHttpsOnly',
  title: 'Ingresses by HTTPS only',
  description:
    'Denies Ingresses without `tls`, and those without the annotation `kubernetes.io/ingress.allow-http: ' +
    '"false"`.',
  rationale:
    'What is sent unencrypted can be read and changed by everybody on the way, and the first request ' +
    'gives a session away.',
  remediation:
    'Name certificates in `spec.tls` and set the annotation `kubernetes.io/ingress.allow-http: "false"`.',
  severity: 'high',
  controls: [...cisAks('5.4.5'), ...nsaCisa('Exposure'), ...pciDss('4.2.1', '1.2.6'), ...nist80053('SC-8')],
  parameters: {
    tlsOptional: {
      type: 'boolean',
      description:
        'Whether `spec.tls` may be absent, because a certificate is put in front of all Ingresses.',
      absent: '`false`',
    },
  },
  match: ingresses,
};
