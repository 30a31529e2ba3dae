import { pods, type Policy } from '../../policy';
import { bsiKubernetes, cisAks, cisKubernetes, nist80053, podSecurityStandard } from '../../standards';

export const hostNamespaces: Policy = {
  id: 'host-namespaces',
  category: 'pod-security',
  kind: 'K8sPSPHostNamespace',
  title: 'No process or IPC namespace of the node',
  description: 'Denies pods that set `hostPID` or `hostIPC`.',
  rationale:
    "With the node's process namespace a container sees every process, reads its environment and signals it; with " +
    'its IPC namespace it reads shared memory. The walls between pods are gone.',
  remediation: 'Remove `hostPID` and `hostIPC` from the pod spec, or set them to `false`.',
  severity: 'high',
  controls: [
    ...podSecurityStandard('hostNamespaces'),
    ...cisKubernetes('5.2.3', '5.2.4'),
    ...cisAks('4.2.2', '4.2.3'),
    ...nist80053('CM-7'),
    ...bsiKubernetes('APP.4.4.A4'),
  ],
  parameters: {},
  match: pods,
};
