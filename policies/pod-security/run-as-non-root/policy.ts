import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, podSecurityStandard } from '../../standards';

export const runAsNonRoot: Policy = {
  id: 'run-as-non-root',
  category: 'pod-security',
  kind: 'K8sPSSRunAsNonRoot',
  title: 'No root in containers',
  description:
    'Denies containers without `runAsNonRoot: true`, of their own or from the pod, and every `runAsUser: 0`. A user ' +
    'other than 0 does not replace `runAsNonRoot`, exactly as in the standard.',
  rationale:
    'Root in a container is root on the node as soon as one flaw lets it out, and it may write where the image ' +
    'keeps its programs.',
  remediation:
    'Set `securityContext.runAsNonRoot: true` for the pod, use an image with a numeric user other than 0, and ' +
    'remove `runAsUser: 0`.',
  severity: 'high',
  controls: [...podSecurityStandard('runAsNonRoot', 'runAsUser'), ...cisKubernetes('5.2.7')],
  parameters: {
    allowRootInUserNamespace: {
      type: 'boolean',
      description:
        'Whether pods with `hostUsers: false` may run as root: their root is nobody on the node. The standard ' +
        'allows it from Kubernetes 1.35.',
      absent: '`true`',
    },
    ...exemptImages,
  },
  match: pods,
};
