import { exemptImages } from '../../parameters';
import { type Policy, pods } from '../../policy';
import { gitOps, nist80053 } from '../../standards';

export const interactiveTty: Policy = {
  id: 'interactive-tty',
  category: 'other',
  kind: 'K8sDisallowInteractiveTTY',
  title: 'No terminals in containers',
  description: 'Denies containers with `stdin` or `tty`.',
  rationale:
    'A container that waits for somebody to type is one that somebody works in: what he does is in no log ' +
    'and in no commit.',
  remediation: 'Remove `stdin` and `tty` from every container.',
  severity: 'low',
  controls: [...nist80053('CM-7'), ...gitOps('G11')],
  parameters: exemptImages,
  match: pods,
};
