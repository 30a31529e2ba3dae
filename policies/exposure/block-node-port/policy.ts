import { type Policy } from '../../policy';
import { services } from '../../matched-kinds';
import { kubernetesChecklist, nist80053, nsaCisa, pciDss } from '../../standards';

export const blockNodePort: Policy = {
  id: 'block-node-port',
  category: 'exposure',
  kind: 'K8sBlockNodePort',
  title: 'No Services on ports of the nodes',
  description: 'Denies Services of type `NodePort`.',
  rationale:
    'A node port opens the same port on every node, for everybody who reaches the nodes, past ingress, ' +
    'its certificates and its logs.',
  remediation: 'Use a Service of type `ClusterIP` and let an Ingress or a Gateway lead to it.',
  severity: 'medium',
  controls: [
    ...nsaCisa('Exposure'),
    ...pciDss('1.2.5', '1.2.6', '1.3.1', '1.4.2'),
    ...nist80053('SC-7'),
    ...kubernetesChecklist('Network security'),
  ],
  parameters: {},
  match: services,
};
