import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, nsaCisa } from '../../standards';

export const requiredResources: Policy = {
  id: 'required-resources',
  category: 'resources',
  kind: 'K8sRequiredResources',
  title: 'Containers that say what they need',
  description:
    'Denies containers that lack one of the listed limits or requests, whatever the amount. Debug containers, which ' +
    'cannot ask for anything, are not judged.',
  rationale:
    'A container without limits takes what the node has, and one without requests is placed where there is no room: ' +
    'one flaw in one program becomes an outage of many.',
  remediation: 'Set what the message names in `resources.limits` or `resources.requests` of the container.',
  severity: 'medium',
  controls: [...nist80053('SC-6'), ...nsaCisa('Resource policies')],
  parameters: {
    limits: {
      type: 'array',
      items: { type: 'string', enum: ['cpu', 'memory'] },
      description: 'Limits that every container must have.',
      absent: 'none',
    },
    requests: {
      type: 'array',
      items: { type: 'string', enum: ['cpu', 'memory'] },
      description: 'Requests that every container must have; where a limit is set, it counts as the request.',
      absent: 'none',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { limits: ['memory'], requests: ['cpu', 'memory'] },
};
