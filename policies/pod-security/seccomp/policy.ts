import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, nist80053, podSecurityStandard } from '../../standards';

export const seccomp: Policy = {
  id: 'seccomp',
  category: 'pod-security',
  kind: 'K8sPSPSeccompV2',
  title: 'A seccomp profile for every container',
  description:
    'Denies pods and containers whose `securityContext.seccompProfile` is not allowed, and containers that have ' +
    'none, neither of their own nor from the pod.',
  rationale:
    'Without a profile a container may make every system call, also those that only exploits of the kernel need. ' +
    'The profile of the container runtime takes those away and breaks hardly any program.',
  remediation: 'Set `securityContext.seccompProfile.type: RuntimeDefault` for the pod.',
  severity: 'medium',
  controls: [
    ...podSecurityStandard('seccompProfile_baseline', 'seccompProfile_restricted'),
    ...cisKubernetes('5.6.2'),
    ...nist80053('CM-7'),
  ],
  parameters: {
    allowedProfiles: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Allowed types: `RuntimeDefault`, `Localhost`, `Unconfined`; `not configured` for containers without any ' +
        'profile; `*` for everything. Pods with `spec.os.name: windows` have no profiles, and are not judged unless ' +
        '`not configured` is in the list.',
      absent: '`[RuntimeDefault, Localhost]`',
    },
    allowedLocalhostFiles: {
      type: 'array',
      items: { type: 'string' },
      description: 'Profile files that `Localhost` may name; `*` for every file.',
      absent: 'no file; every file where `allowedProfiles` is absent too',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { allowedProfiles: ['RuntimeDefault', 'Localhost'], allowedLocalhostFiles: ['*'] },
};
