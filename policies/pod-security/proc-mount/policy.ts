import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, podSecurityStandard } from '../../standards';

export const procMount: Policy = {
  id: 'proc-mount',
  category: 'pod-security',
  kind: 'K8sPSPProcMount',
  title: 'A masked /proc',
  description: 'Denies containers that set `securityContext.procMount` to anything but `Default`.',
  rationale:
    'Container runtimes hide the parts of `/proc` by which a process reads kernel memory and changes settings of ' +
    'the node. `Unmasked` shows them.',
  remediation: 'Remove `securityContext.procMount`, or set it to `Default`.',
  severity: 'high',
  controls: [...podSecurityStandard('procMount', 'procMount_restricted'), ...nist80053('CM-7')],
  parameters: {
    procMount: {
      type: 'string',
      enum: ['Default', 'Unmasked'],
      description: 'What containers may set: `Unmasked` allows both.',
      absent: '`Default`',
    },
    allowUnmaskedInUserNamespace: {
      type: 'boolean',
      description:
        'Whether pods with `hostUsers: false` may set what they like: their root is nobody on the node. The ' +
        'baseline level of the standard allows it from Kubernetes 1.35.',
      absent: '`false`',
    },
    ...exemptImages,
  },
  match: pods,
};
