import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { bsiKubernetes, cisAks, cisKubernetes, nist80053, podSecurityStandard } from '../../standards';

export const privilegedContainer: Policy = {
  id: 'privileged-container',
  category: 'pod-security',
  kind: 'K8sPSPPrivilegedContainer',
  title: 'No privileged containers',
  description: 'Denies pods in which a container sets `securityContext.privileged`.',
  rationale:
    'A privileged container has every capability, sees all devices of the node and is not confined by seccomp or ' +
    'AppArmor: whoever takes it over owns the node and every other pod on it.',
  remediation:
    'Remove `securityContext.privileged` or set it to `false`. Where a process needs one right of root, add that ' +
    'capability instead.',
  severity: 'critical',
  controls: [
    ...podSecurityStandard('privileged'),
    ...cisKubernetes('5.2.2'),
    ...cisAks('4.2.1'),
    ...nist80053('CM-7'),
    ...bsiKubernetes('APP.4.4.A4'),
  ],
  parameters: exemptImages,
  match: pods,
};
