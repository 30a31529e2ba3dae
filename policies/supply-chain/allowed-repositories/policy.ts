import { pods, type Policy } from '../../policy';
import { cisAks, nist80053, nsaCisa } from '../../standards';

export const allowedRepositories: Policy = {
  id: 'allowed-repositories',
  category: 'supply-chain',
  kind: 'K8sAllowedRepos',
  title: 'Only images whose names begin as listed',
  description:
    'Denies containers and image volumes whose image begins with none of the listed texts. For constraints that exist ' +
    'already; new ones take `K8sAllowedReposv2`, which tells a whole name from a beginning.',
  rationale:
    'An image from anywhere is code from anyone, run inside of the network. Registries that are scanned and ' +
    'reviewed are the place to decide what may run.',
  remediation: 'Push or import the image to a registry on the list and refer to it there, by its full name.',
  severity: 'high',
  controls: [...cisAks('5.1.4'), ...nist80053('AC-6'), ...nsaCisa('Secure images')],
  parameters: {
    repos: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Beginnings of image references. End them with `/`: `registry.example.com` also allows ' +
        '`registry.example.com.evil.org`.',
      absent: 'no image is allowed',
    },
  },
  match: pods,
  sampleParameters: { repos: ['registry.example.com/'] },
};
