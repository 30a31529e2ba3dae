import { pods, type Policy } from '../../policy';
import { nist80053, podSecurityStandard } from '../../standards';

export const forbiddenSysctls: Policy = {
  id: 'forbidden-sysctls',
  category: 'pod-security',
  kind: 'K8sPSPForbiddenSysctls',
  title: 'Only safe sysctls',
  description: 'Denies pods that set a kernel parameter which is forbidden, or not among the allowed ones.',
  rationale:
    'Few kernel parameters belong to a pod alone. The others turn protections of the node off or let one pod starve ' +
    'those beside it.',
  remediation: 'Remove the entry from `securityContext.sysctls`, or use one of those that the message lists.',
  severity: 'medium',
  controls: [...podSecurityStandard('sysctls'), ...nist80053('CM-7')],
  parameters: {
    allowedSysctls: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Parameters that may be set: whole names, or the beginning of one followed by `*`. An empty list allows ' +
        'none.',
      absent: 'all that `forbiddenSysctls` does not name',
    },
    forbiddenSysctls: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Parameters that must not be set, in the same form, even if they are allowed; also when a pod writes them ' +
        'with `/` in place of `.`.',
      absent: 'none is forbidden by name',
    },
  },
  match: pods,
  sampleParameters: {
    allowedSysctls: ['kernel.shm_rmid_forced', 'net.ipv4.*'],
    forbiddenSysctls: ['net.ipv4.ip_forward'],
  },
};
