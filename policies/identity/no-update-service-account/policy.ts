import { type Policy } from '../../policy';
import { bsiKubernetes, cisAks, cisKubernetes, nist80053, pciDss } from '../../standards';

export const noUpdateServiceAccount: Policy = {
  id: 'no-update-service-account',
  category: 'identity',
  kind: 'NoUpdateServiceAccount',
  title: 'Workloads keep their service account',
  description:
    'Denies updates that give a workload another service account, unless a user or group on a list makes ' +
    'them.',
  rationale:
    'Who may update a workload could give it the account of another, and with it rights that he has not ' +
    'himself.',
  remediation: 'Change the account in Git, where it is reviewed.',
  severity: 'high',
  controls: [
    ...cisKubernetes('5.1.8'),
    ...cisAks('4.1.7'),
    ...pciDss('8.2.4'),
    ...nist80053('AC-6', 'CM-5'),
    ...bsiKubernetes('APP.4.4.A9'),
  ],
  parameters: {
    allowedGroups: {
      type: 'array',
      items: { type: 'string' },
      description: 'Groups whose members may change the account.',
      absent: 'none',
    },
    allowedUsers: {
      type: 'array',
      items: { type: 'string' },
      description: 'Users who may change the account; a `*` at the end stands for any ending.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      { apiGroups: [''], kinds: ['ReplicationController'] },
      { apiGroups: ['apps'], kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] },
      { apiGroups: ['batch'], kinds: ['CronJob'] },
    ],
    source: 'Original',
  },
  sampleParameters: { allowedGroups: ['system:serviceaccounts'] },
};
