import { type Policy } from '../../policy';
import { ingresses } from '../../matched-kinds';
import { nist80053, nsaCisa, pciDss } from '../../standards';

export const blockWildcardIngress: Policy = {
  id: 'block-wildcard-ingress',
  category: 'exposure',
  kind: 'K8sBlockWildcardIngress',
  title: 'Ingresses for named hosts only',
  description: 'Denies Ingresses with a rule whose `host` is absent, empty or a wildcard.',
  rationale:
    'Such an Ingress takes the traffic for every host that nobody else claimed, other tenants’ included.',
  remediation: 'Name the whole host in every rule of the Ingress.',
  severity: 'high',
  controls: [...nsaCisa('Exposure'), ...pciDss('1.3.1', '1.4.2'), ...nist80053('AC-4', 'SC-7')],
  parameters: {},
  match: ingresses,
};
