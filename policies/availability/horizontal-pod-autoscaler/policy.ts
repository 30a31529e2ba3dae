import { replicaRanges } from '../../parameters';
import type { Policy } from '../../policy';
import { nist80053 } from '../../standards';

export const horizontalPodAutoscaler: Policy = {
  id: 'horizontal-pod-autoscaler',
  category: 'availability',
  kind: 'K8sHorizontalPodAutoscaler',
  title: 'Autoscalers within ranges, of what exists',
  description:
    'Denies HorizontalPodAutoscalers outside of the allowed numbers of replicas, with too little between their minimum ' +
    'and maximum, or of a workload that is not there.',
  rationale:
    'An autoscaler without room to scale does nothing when load comes, one without a maximum takes what the cluster ' +
    'has, and one of a workload that does not exist is a misspelling that nobody notices.',
  remediation: 'Set `minReplicas`, `maxReplicas` and `scaleTargetRef` as the message says.',
  severity: 'low',
  controls: nist80053('CP-10'),
  parameters: {
    ...replicaRanges('any number'),
    minimumReplicaSpread: {
      type: 'integer',
      description: 'How many replicas must at least be between minimum and maximum.',
      absent: 'none',
    },
    enforceScaleTargetRef: {
      type: 'boolean',
      description: 'Whether the workload of `scaleTargetRef` must be in the cluster, in the same namespace.',
      absent: '`false`',
    },
  },
  match: { kinds: [{ apiGroups: ['autoscaling'], kinds: ['HorizontalPodAutoscaler'] }] },
  referential: [
    { group: 'apps', version: 'v1', kind: 'Deployment' },
    { group: 'apps', version: 'v1', kind: 'StatefulSet' },
  ],
  sampleParameters: {
    ranges: [{ min_replicas: 2, max_replicas: 20 }],
    minimumReplicaSpread: 1,
    enforceScaleTargetRef: true,
  },
};
