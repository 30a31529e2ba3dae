import { type Policy } from '../../policy';
import { services } from '../../matched-kinds';
import { nist80053 } from '../../standards';

export const uniqueServiceSelector: Policy = {
  id: 'unique-service-selector',
  category: 'exposure',
  kind: 'K8sUniqueServiceSelector',
  title: 'Every selector in one Service',
  description: 'Denies a Service whose selector another Service of the namespace has already.',
  rationale:
    'A second Service for the same pods is mostly a mistake, and a way past the policies of the first.',
  remediation: 'Use the Service that is there, or select by one more label.',
  severity: 'low',
  controls: [...nist80053('CM-7')],
  parameters: {},
  match: services,
  referential: [{ group: '', version: 'v1', kind: 'Service' }],
};
