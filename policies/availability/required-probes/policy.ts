import { pods, type Policy } from '../../policy';
import { bsiKubernetes } from '../../standards';

export const requiredProbes: Policy = {
  id: 'required-probes',
  category: 'availability',
  kind: 'K8sRequiredProbes',
  title: 'Containers that report how they are',
  description:
    'Denies containers that lack one of the listed probes. Init and debug containers are not judged.',
  rationale:
    'Kubernetes sends requests to a container as soon as it runs and leaves it alone for ever, unless probes say when ' +
    'it is ready and when it hangs.',
  remediation: 'Add the probe that the message names to the container.',
  severity: 'low',
  controls: bsiKubernetes('APP.4.4.A11'),
  parameters: {
    probes: {
      type: 'array',
      items: { type: 'string' },
      description: 'Probes that every container must have, for instance `readinessProbe`.',
      absent: 'none',
    },
    probeTypes: {
      type: 'array',
      items: { type: 'string' },
      description: 'What a probe may do, for instance `httpGet`; one of these must be there.',
      absent: '`exec`, `grpc`, `httpGet`, `tcpSocket`',
    },
    onlyLongRunning: {
      type: 'boolean',
      description: 'Whether pods that end by themselves (`restartPolicy` other than `Always`) are spared.',
      absent: '`false`',
    },
  },
  match: pods,
  sampleParameters: { probes: ['readinessProbe', 'livenessProbe'], onlyLongRunning: true },
};
