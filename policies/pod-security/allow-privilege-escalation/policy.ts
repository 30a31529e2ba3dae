import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisAks, cisKubernetes, podSecurityStandard } from '../../standards';

export const allowPrivilegeEscalation: Policy = {
  id: 'allow-privilege-escalation',
  category: 'pod-security',
  kind: 'K8sPSPAllowPrivilegeEscalationContainer',
  title: 'No privilege escalation',
  description:
    'Denies containers that do not set `securityContext.allowPrivilegeEscalation: false`. Windows pods are not ' +
    'judged: the field does not exist there.',
  rationale:
    'Unless a container says otherwise, a set-uid program in its image gives a process more rights than its parent ' +
    'has: running as an ordinary user is then no protection.',
  remediation:
    'Set `securityContext.allowPrivilegeEscalation: false` in every container, init and ephemeral containers too.',
  severity: 'medium',
  controls: [
    ...podSecurityStandard('allowPrivilegeEscalation'),
    ...cisKubernetes('5.2.6'),
    ...cisAks('4.2.5'),
  ],
  parameters: exemptImages,
  match: pods,
};
