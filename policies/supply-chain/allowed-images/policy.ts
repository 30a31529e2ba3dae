import { pods, type Policy } from '../../policy';
import { cisAks, nist80053 } from '../../standards';

export const allowedImages: Policy = {
  id: 'allowed-images',
  category: 'supply-chain',
  kind: 'K8sAllowedReposv2',
  title: 'Only images from trusted places',
  description: 'Denies containers and image volumes whose image is not on the list.',
  rationale:
    'An image from anywhere is code from anyone, run inside of the network. Registries that are scanned and ' +
    'reviewed are the place to decide what may run.',
  remediation: 'Push or import the image to a registry on the list and refer to it there, by its full name.',
  severity: 'high',
  controls: [...cisAks('5.1.4'), ...nist80053('AC-6')],
  parameters: {
    allowedImages: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Whole image references, or the beginning of one followed by `*`, compared with the text in the manifest. ' +
        'End a beginning with `/`: `registry.example.com*` also allows `registry.example.com.evil.org`.',
      absent: 'no image is allowed',
    },
  },
  match: pods,
  sampleParameters: {
    allowedImages: ['registry.example.com/shop/*', 'registry.example.com/base/shell:1.4.2'],
  },
};
