import { type Policy } from '../../policy';
import { nist80053, pciDss } from '../../standards';

export const requiredLabels: Policy = {
  id: 'required-labels',
  category: 'other',
  kind: 'K8sRequiredLabels',
  title: 'Labels that everything must have',
  description:
    'Denies objects without a label on the list, or with a value that its expression does not match.',
  rationale: 'Without labels nobody knows whose an object is, what it may hold and who is to be called.',
  remediation: 'Add the label that the message names to `metadata.labels`.',
  severity: 'low',
  controls: [...pciDss('1.2.7', '1.2.8', '2.2.6', '6.5.1'), ...nist80053('AC-16', 'CM-2', 'CM-3', 'CM-8')],
  parameters: {
    message: {
      type: 'string',
      description: 'What a violation says instead of our own words.',
      absent: 'what is missing or wrong, and what is allowed',
    },
    labels: {
      type: 'array',
      items: { type: 'object', properties: { key: { type: 'string' }, allowedRegex: { type: 'string' } } },
      description:
        'Required labels; with `allowedRegex` an expression that must match somewhere in the value: begin it with `^` and end it with `$`.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      { apiGroups: [''], kinds: ['Namespace', 'PersistentVolumeClaim', 'Service'] },
      { apiGroups: ['apps'], kinds: ['DaemonSet', 'Deployment', 'StatefulSet'] },
      { apiGroups: ['batch'], kinds: ['CronJob'] },
    ],
  },
  sampleParameters: { labels: [{ key: 'owner', allowedRegex: '^team-[a-z]+$' }] },
};
