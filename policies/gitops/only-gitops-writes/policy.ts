import { type Policy } from '../../policy';
import { bsiKubernetes, cisKubernetes, gitOps, nist80053, pciDss } from '../../standards';

export const onlyGitopsWrites: Policy = {
  id: 'only-gitops-writes',
  category: 'gitops',
  kind: 'GitOpsOnlyWriters',
  title: 'Only Flux writes',
  description:
    'Denies every request that changes something, unless Flux, a part of the system on a list, or a group ' +
    'with a running access grant sends it.',
  rationale:
    'Flux is the only component that changes the cluster: what somebody else writes was never reviewed, ' +
    'is in no commit and is gone with the next rebuild.',
  remediation:
    'Change it in Git. In an emergency take an access grant: it has a reason, a ticket and an end.',
  severity: 'critical',
  controls: [
    ...gitOps('G1'),
    ...cisKubernetes('5.1.1', '5.2.1'),
    ...pciDss('1.2.8', '2.2.6', '6.5.1', '7.3.2'),
    ...nist80053('CM-2', 'CM-3', 'CM-5', 'SA-10'),
    ...bsiKubernetes('APP.4.4.A3', 'APP.4.4.A8'),
  ],
  parameters: {
    allowedNamespaces: {
      type: 'array',
      items: { type: 'string' },
      description: 'Namespaces whose service accounts may write: Flux’s, the system’s, those of controllers.',
      absent: 'none',
    },
    allowedServiceAccounts: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Service accounts that may write in whatever namespace they are: those that Flux impersonates. Another policy keeps pods from running as them.',
      absent: 'none',
    },
    allowedUsers: {
      type: 'array',
      items: { type: 'string' },
      description: 'Users who may write; a `*` at the end stands for any ending.',
      absent: 'none',
    },
    allowedGroups: {
      type: 'array',
      items: { type: 'string' },
      description: 'Groups whose members may write.',
      absent: 'none',
    },
    grants: {
      type: 'array',
      items: {
        type: 'object',
        properties: { group: { type: 'string' }, startsAt: { type: 'string' }, endsAt: { type: 'string' } },
      },
      description:
        'Access grants: the object id of a group, and from when until when, as RFC 3339 says it. Outside of that time a grant is nothing. A fleet fills in those of the stage.',
      absent: 'none',
    },
  },
  match: { kinds: [{ apiGroups: ['*'], kinds: ['*'] }], source: 'Original', everywhere: true },
  sampleParameters: {
    allowedNamespaces: ['flux-system', 'kube-system'],
    allowedServiceAccounts: ['tenant'],
    allowedUsers: ['system:kube-controller-manager'],
    allowedGroups: ['system:masters', 'system:nodes'],
    grants: [
      {
        group: '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70',
        startsAt: '2020-01-01T00:00:00Z',
        endsAt: '2200-01-01T00:00:00Z',
      },
      {
        group: '0f3d8a5e-4b61-4c92-a7d0-9e2b5c8f1a36',
        startsAt: '2020-01-01T00:00:00Z',
        endsAt: '2020-01-01T04:00:00Z',
      },
    ],
  },
};
