import { exemptImages } from '../../parameters';
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
  parameters: {
    cpu: {
      type: 'string',
      description: 'The most that a container may say, for instance `500m`; `-1` leaves CPU alone.',
      absent: 'it must be said, and may be anything',
    },
    memory: {
      type: 'string',
      description: 'The most that a container may say, for instance `1Gi`; `-1` leaves memory alone.',
      absent: 'it must be said, and may be anything',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { cpu: '2', memory: '4Gi' },
};
