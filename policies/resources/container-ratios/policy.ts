import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, nsaCisa } from '../../standards';

export const containerRatios: Policy = {
  id: 'container-ratios',
  category: 'resources',
  kind: 'K8sContainerRatios',
  title: 'Limits near to requests',
  description:
    'Denies containers whose limit of CPU or memory is more than a number of times their request, or that lack one ' +
    'of the two.',
  rationale:
    'A node is filled by requests and used up to limits. Where the two are far apart, a node promises what it does not ' +
    'have, and pods are killed when all want it at once.',
  remediation: 'Raise `resources.requests` or lower `resources.limits` until the ratio is met.',
  severity: 'low',
  controls: [...nist80053('SC-6'), ...nsaCisa('Resource policies')],
  parameters: {
    ratio: {
      type: 'string',
      description: 'The most that a limit may be, as a multiple of the request, for instance `2`.',
      absent: '`1`: limits are requests',
    },
    cpuRatio: {
      type: 'string',
      description: 'The same for CPU alone.',
      absent: 'that of `ratio`',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { ratio: '2', cpuRatio: '10' },
};
