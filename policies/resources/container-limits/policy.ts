import { exemptImages, maximalAmounts } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, nsaCisa } from '../../standards';

export const containerLimits: Policy = {
  id: 'container-limits',
  category: 'resources',
  kind: 'K8sContainerLimits',
  title: 'Limits of CPU and memory',
  description:
    'Denies containers without a limit of CPU and memory, or with one above a maximum. Debug containers, which cannot ' +
    'ask for anything, are not judged.',
  rationale:
    'A container without limits takes what the node has: its neighbours are throttled or killed, and one flaw in one ' +
    'program becomes an outage of many.',
  remediation:
    'Set `resources.limits.cpu` and `resources.limits.memory` in every container, init containers too.',
  severity: 'low',
  controls: [...nist80053('SC-6'), ...nsaCisa('Resource policies')],
  parameters: { ...maximalAmounts, ...exemptImages },
  match: pods,
  sampleParameters: { cpu: '2', memory: '4Gi' },
};
