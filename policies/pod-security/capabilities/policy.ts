import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, nist80053, podSecurityStandard } from '../../standards';

export const capabilities: Policy = {
  id: 'capabilities',
  category: 'pod-security',
  kind: 'K8sPSPCapabilities',
  title: 'Only harmless Linux capabilities',
  description:
    'Denies containers that add capabilities beyond a list, or that do not drop those of another list.',
  rationale:
    'Capabilities are the rights of root, cut into pieces: `SYS_ADMIN` is nearly all of them, `NET_RAW` forges ' +
    'packets. What a container does not have cannot be used by who breaks into it.',
  remediation:
    'Set `securityContext.capabilities.drop: [ALL]` in every container, init and ephemeral containers too, and add ' +
    'back only what is allowed.',
  severity: 'high',
  controls: [
    ...podSecurityStandard('capabilities_baseline', 'capabilities_restricted'),
    ...cisKubernetes('5.2.8', '5.2.9'),
    ...nist80053('CM-7'),
  ],
  parameters: {
    allowedCapabilities: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Capabilities that containers may add, without `CAP_`; `*` allows all. Containers must write them in capitals.',
      absent: 'none may be added',
    },
    requiredDropCapabilities: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Capabilities that containers must drop; who drops `ALL` drops each. Pods with `spec.os.name: windows` have ' +
        'none, and are not judged where something must be dropped.',
      absent: 'none must be dropped',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { allowedCapabilities: ['NET_BIND_SERVICE'], requiredDropCapabilities: ['ALL'] },
};
