import { type Policy } from '../../policy';
import { nist80053, nsaCisa } from '../../standards';

export const deprecatedApi: Policy = {
  id: 'deprecated-api',
  category: 'other',
  kind: 'VerifyDeprecatedAPI',
  title: 'No API that goes away',
  description: 'Denies objects of an API version that is on a list of deprecated ones.',
  rationale:
    'After the next upgrade of the cluster the manifest cannot be applied, perhaps on the day when it ' +
    'must be.',
  remediation: 'Write the manifest in the version that replaces it, which the message names.',
  severity: 'medium',
  controls: [...nsaCisa('Upgrading'), ...nist80053('CM-6')],
  parameters: {
    kvs: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          deprecatedAPI: { type: 'string' },
          kinds: { type: 'array', items: { type: 'string' } },
          targetAPI: { type: 'string' },
        },
      },
      description:
        'Deprecated versions with their kinds, and the version that replaces them (`None` where there is none).',
      absent: 'none',
    },
    k8sVersion: {
      type: 'number',
      description: 'The version of Kubernetes that messages name.',
      absent: 'messages name none',
    },
  },
  match: { kinds: [{ apiGroups: ['*'], kinds: ['*'] }] },
  sampleParameters: {
    kvs: [
      {
        deprecatedAPI: 'flowcontrol.apiserver.k8s.io/v1beta3',
        kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
        targetAPI: 'flowcontrol.apiserver.k8s.io/v1',
      },
    ],
    k8sVersion: 1.32,
  },
};
