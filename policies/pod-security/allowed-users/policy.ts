import { exemptImages, groupRule, userRule } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, nsaCisa } from '../../standards';

export const allowedUsers: Policy = {
  id: 'allowed-users',
  category: 'pod-security',
  kind: 'K8sPSPAllowedUsers',
  title: 'Users and groups within ranges',
  description:
    'Denies pods and containers whose `runAsUser`, `runAsGroup`, `supplementalGroups` or `fsGroup` breaks a rule. ' +
    'Windows pods are not judged: the fields do not exist there.',
  rationale:
    'Users and groups of a container are those of the node. Ranges keep applications apart that share nodes and ' +
    'storage, and keep them from being root.',
  remediation:
    'Set the field that the message names in the `securityContext` of the pod or the container, to an id in the ' +
    'ranges that it lists.',
  severity: 'medium',
  controls: [...cisKubernetes('5.2.7'), ...nsaCisa('Non-root containers')],
  parameters: {
    runAsUser: {
      type: 'object',
      properties: userRule,
      description:
        'Users of containers. `MustRunAs`: one must be set, in the ranges. `MustRunAsNonRoot`: any but 0, or ' +
        '`runAsNonRoot: true`.',
      absent: '`RunAsAny`',
    },
    runAsGroup: {
      type: 'object',
      properties: groupRule('runAsGroup'),
      description: 'First groups of containers.',
      absent: '`RunAsAny`',
    },
    supplementalGroups: {
      type: 'object',
      properties: groupRule('supplementalGroups'),
      description: 'Further groups of pods; each must be in the ranges.',
      absent: '`RunAsAny`',
    },
    fsGroup: {
      type: 'object',
      properties: groupRule('fsGroup'),
      description: 'Groups that volumes of pods belong to.',
      absent: '`RunAsAny`',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: {
    runAsUser: { rule: 'MustRunAsNonRoot' },
    runAsGroup: { rule: 'MustRunAs', ranges: [{ min: 1000, max: 65535 }] },
    supplementalGroups: { rule: 'MayRunAs', ranges: [{ min: 1000, max: 65535 }] },
  },
};
