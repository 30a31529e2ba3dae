import { scaledKinds } from '../../matched-kinds';
import { replicaRanges } from '../../parameters';
import type { Policy } from '../../policy';
import { bsiKubernetes, nist80053 } from '../../standards';

export const replicaLimits: Policy = {
  id: 'replica-limits',
  category: 'availability',
  kind: 'K8sReplicaLimits',
  title: 'Numbers of replicas within ranges',
  description: 'Denies workloads whose `spec.replicas` is outside of the ranges. Without the field it is 1.',
  rationale:
    'A single replica is an outage whenever its node is drained; a slip of the finger with too many takes the ' +
    'resources of everybody.',
  remediation: 'Set `spec.replicas` to a number in the ranges that the message lists.',
  severity: 'low',
  controls: [...nist80053('CP-10'), ...bsiKubernetes('APP.4.4.A19')],
  parameters: replicaRanges('none, so that every workload is denied'),
  match: { kinds: scaledKinds },
  sampleParameters: { ranges: [{ min_replicas: 2, max_replicas: 50 }] },
};
