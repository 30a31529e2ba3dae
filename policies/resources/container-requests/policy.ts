import { exemptImages, maximalAmounts } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, nsaCisa } from '../../standards';

export const containerRequests: Policy = {
  id: 'container-requests',
  category: 'resources',
  kind: 'K8sContainerRequests',
  title: 'Requests of CPU and memory',
  description:
    'Denies containers without a request of CPU and memory, or with one above a maximum. Debug containers, which cannot ' +
    'ask for anything, are not judged.',
  rationale:
    'The scheduler places pods by what they request. Pods that request nothing pile up on one node, and pods that ' +
    'request too much leave nodes empty.',
  remediation:
    'Set `resources.requests.cpu` and `resources.requests.memory` in every container. Where a limit is set, it counts as ' +
    'the request.',
  severity: 'low',
  controls: [...nist80053('SC-6'), ...nsaCisa('Resource policies')],
  parameters: { ...maximalAmounts, ...exemptImages },
  match: pods,
  sampleParameters: { cpu: '2', memory: '4Gi' },
};
