import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { podSecurityStandard } from '../../standards';

export const hostProbesLifecycle: Policy = {
  id: 'host-probes-lifecycle',
  category: 'pod-security',
  kind: 'K8sPSPHostProbesLifecycle',
  title: 'Probes and hooks that ask their own pod',
  description: 'Denies containers with a probe or a lifecycle hook that names a `host`.',
  rationale:
    'Probes and hooks are sent by the kubelet, from the network of the node. With a host of its choice a pod makes ' +
    'every node send requests to services that only nodes reach, for instance the metadata of the cloud.',
  remediation:
    'Remove `host` from `httpGet` and `tcpSocket`: the pod itself is asked. A name for virtual hosts belongs in ' +
    '`httpHeaders`.',
  severity: 'medium',
  controls: podSecurityStandard('hostProbesAndHostLifecycle'),
  parameters: exemptImages,
  match: pods,
};
