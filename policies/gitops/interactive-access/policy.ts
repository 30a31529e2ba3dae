import { type Policy } from '../../policy';
import { bsiKubernetes, gitOps, nist80053, nsaCisa, pciDss } from '../../standards';

export const interactiveAccess: Policy = {
  id: 'interactive-access',
  category: 'gitops',
  kind: 'GitOpsNoInteractiveAccess',
  title: 'No shells without a grant',
  description:
    'Denies exec, attach, port-forward, proxies and debug containers, unless a user on a list or a group ' +
    'with a running access grant asks for them.',
  rationale:
    'A shell in a container changes what runs without a commit, and reads what only the workload should: ' +
    'its Secrets, its token, its memory.',
  remediation:
    'Read logs and metrics. In an emergency take an access grant: it has a reason, a ticket and an end.',
  severity: 'high',
  controls: [
    ...gitOps('G11'),
    ...nsaCisa('RBAC'),
    ...pciDss('8.6.1', '8.2.2'),
    ...nist80053('AC-6', 'CM-5', 'MA-4'),
    ...bsiKubernetes('APP.4.4.A3'),
  ],
  parameters: {
    allowedUsers: {
      type: 'array',
      items: { type: 'string' },
      description: 'Users who may; a `*` at the end stands for any ending.',
      absent: 'none',
    },
    allowedGroups: {
      type: 'array',
      items: { type: 'string' },
      description: 'Groups whose members may.',
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
  match: {
    kinds: [
      {
        apiGroups: [''],
        kinds: [
          'NodeProxyOptions',
          'Pod',
          'PodAttachOptions',
          'PodExecOptions',
          'PodPortForwardOptions',
          'PodProxyOptions',
          'ServiceProxyOptions',
        ],
      },
    ],
    source: 'Original',
  },
  sampleParameters: {
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
