import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisAks, cisKubernetes, nist80053, podSecurityStandard } from '../../standards';

export const hostNetworkPorts: Policy = {
  id: 'host-network-ports',
  category: 'pod-security',
  kind: 'K8sPSPHostNetworkingPorts',
  title: 'No network or ports of the node',
  description: 'Denies pods that set `hostNetwork`, and containers with a `hostPort` outside of a range.',
  rationale:
    "On the node's network a container reaches what listens on localhost there, sees the node's traffic and is not " +
    'subject to network policies. A host port is reachable past every Service and keeps a second pod off the node.',
  remediation: 'Remove `hostNetwork` and every `hostPort`. Publish the container by a Service.',
  severity: 'high',
  controls: [
    ...podSecurityStandard('hostNamespaces', 'hostPorts'),
    ...cisKubernetes('5.2.5', '5.2.12'),
    ...cisAks('4.2.4'),
    ...nist80053('CM-7'),
  ],
  parameters: {
    hostNetwork: {
      type: 'boolean',
      description: 'Whether pods may use the network namespace of the node. Not affected by `exemptImages`.',
      absent: '`false`',
    },
    min: {
      type: 'integer',
      description: 'The lowest host port allowed. A `hostPort` of 0 is none, and always allowed.',
      absent: 'no lower limit',
    },
    max: {
      type: 'integer',
      description: 'The highest host port allowed; 0 allows none at all.',
      absent: 'no upper limit',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { hostNetwork: false, min: 0, max: 0 },
};
