import { groupRule } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nsaCisa } from '../../standards';

const { rule, ranges } = groupRule('fsGroup');

export const fsGroup: Policy = {
  id: 'fs-group',
  category: 'pod-security',
  kind: 'K8sPSPFSGroup',
  title: 'Volumes that belong to allowed groups',
  description: 'Denies pods whose `securityContext.fsGroup` is outside of the allowed ranges, or missing.',
  rationale:
    'The files of a volume belong to its `fsGroup`. Pods that choose the group freely, 0 for instance, read and ' +
    'change what other applications left on shared storage.',
  remediation: 'Set `securityContext.fsGroup` for the pod to a group in the ranges that the message lists.',
  severity: 'low',
  controls: nsaCisa('Pod security enforcement'),
  parameters: {
    rule: { ...rule, absent: '`RunAsAny`' },
    ranges: { ...ranges, absent: 'no id is allowed' },
  },
  match: pods,
  sampleParameters: { rule: 'MustRunAs', ranges: [{ min: 1000, max: 65535 }] },
};
