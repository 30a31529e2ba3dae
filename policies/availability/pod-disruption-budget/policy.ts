import { scaledKinds } from '../../matched-kinds';
import type { Policy } from '../../policy';
import { bsiKubernetes, nist80053 } from '../../standards';

export const podDisruptionBudget: Policy = {
  id: 'pod-disruption-budget',
  category: 'availability',
  kind: 'K8sPodDisruptionBudget',
  title: 'Disruption budgets that let nodes be drained',
  description:
    'Denies PodDisruptionBudgets that allow no pod to be away, and workloads of which a budget in their namespace wants ' +
    'every replica.',
  rationale:
    'A budget that no drain can meet stops upgrades of nodes, and with them security patches, until somebody deletes ' +
    'it by hand.',
  remediation:
    'Set `maxUnavailable` to 1 or more, or `minAvailable` to fewer than the replicas; or run one replica more.',
  severity: 'low',
  controls: [...nist80053('CP-10'), ...bsiKubernetes('APP.4.4.A19')],
  parameters: {},
  match: {
    kinds: [...scaledKinds, { apiGroups: ['policy'], kinds: ['PodDisruptionBudget'] }],
  },
  referential: [{ group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' }],
};
