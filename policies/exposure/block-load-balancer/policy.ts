import { type Policy } from '../../policy';
import { services } from '../../matched-kinds';
import { cisAks, kubernetesChecklist, nist80053, nsaCisa, pciDss } from '../../standards';

export const blockLoadBalancer: Policy = {
  id: 'block-load-balancer',
  category: 'exposure',
  kind: 'K8sBlockLoadBalancer',
  title: 'No Services with load balancers of their own',
  description: 'Denies Services of type `LoadBalancer`.',
  rationale:
    'Each one is a public address that nobody planned: past the firewall, without certificate, and at a ' +
    'price.',
  remediation: 'Use a Service of type `ClusterIP` and let the platform’s ingress lead to it.',
  severity: 'high',
  controls: [
    ...cisAks('5.4.5'),
    ...nsaCisa('Exposure'),
    ...pciDss('1.3.1', '1.4.1', '1.4.2'),
    ...nist80053('SC-7'),
    ...kubernetesChecklist('Network security'),
  ],
  parameters: {},
  match: services,
};
