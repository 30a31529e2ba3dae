import { type Policy } from '../../policy';
import { nist80053, pciDss } from '../../standards';

export const requiredAnnotations: Policy = {
  id: 'required-annotations',
  category: 'other',
  kind: 'K8sRequiredAnnotations',
  title: 'Annotations that everything must have',
  description:
    'Denies objects without an annotation on the list, or with a value that its expression does not ' +
    'match.',
  rationale:
    'What people must know of an object, such as why an insecure service is there, belongs to the object.',
  remediation: 'Add the annotation that the message names to `metadata.annotations`.',
  severity: 'low',
  controls: [...pciDss('1.2.7', '2.2.5'), ...nist80053('AC-16', 'CM-8')],
  parameters: {
    message: {
      type: 'string',
      description: 'What a violation says instead of our own words.',
      absent: 'what is missing or wrong, and what is allowed',
    },
    annotations: {
      type: 'array',
      items: { type: 'object', properties: { key: { type: 'string' }, allowedRegex: { type: 'string' } } },
      description:
        'Required annotations; with `allowedRegex` an expression that must match somewhere in the value: begin it with `^` and end it with `$`.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      { apiGroups: [''], kinds: ['Namespace', 'Service'] },
      { apiGroups: ['networking.k8s.io'], kinds: ['Ingress'] },
    ],
  },
  sampleParameters: { annotations: [{ key: 'example.com/runbook', allowedRegex: '^https://' }] },
};
