import { pods, type Policy } from '../../policy';
import { cisAks, nsaCisa } from '../../standards';

export const disallowedRepositories: Policy = {
  id: 'disallowed-repositories',
  category: 'supply-chain',
  kind: 'K8sDisallowedRepos',
  title: 'No images from places on a list',
  description: 'Denies containers and image volumes whose image begins with one of the listed texts.',
  rationale:
    'Registries are closed down, taken over or found to spread malware. Naming them is quicker than moving a fleet to a ' +
    'list of allowed ones, and no replacement for that.',
  remediation: 'Use the image from the registry that has replaced the listed one.',
  severity: 'medium',
  controls: [...cisAks('5.1.4'), ...nsaCisa('Secure images')],
  parameters: {
    repos: {
      type: 'array',
      items: { type: 'string' },
      description: 'Beginnings of image references, compared with the text in the manifest.',
      absent: 'none',
    },
  },
  match: pods,
  sampleParameters: { repos: ['k8s.gcr.io/'] },
};
