import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, podSecurityStandard } from '../../standards';

export const hostProcess: Policy = {
  id: 'host-process',
  category: 'pod-security',
  kind: 'K8sPSPHostProcess',
  title: 'No HostProcess containers on Windows',
  description: 'Denies pods and containers that set `securityContext.windowsOptions.hostProcess`.',
  rationale:
    'A HostProcess container runs as a process of the Windows node itself, with its files, registry and network: ' +
    'the Windows form of a privileged container.',
  remediation: 'Remove `windowsOptions.hostProcess` from the pod and its containers, or set it to `false`.',
  severity: 'critical',
  controls: [...podSecurityStandard('windowsHostProcess'), ...cisKubernetes('5.2.10')],
  parameters: exemptImages,
  match: pods,
};
