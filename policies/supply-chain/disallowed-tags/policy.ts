import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { kubernetesChecklist, nsaCisa } from '../../standards';

export const disallowedTags: Policy = {
  id: 'disallowed-tags',
  category: 'supply-chain',
  kind: 'K8sDisallowedTags',
  title: 'No images by tags that move',
  description:
    'Denies containers and image volumes whose image has one of the listed tags, or neither tag nor digest. An image ' +
    'with a digest is what it is, whatever its tag.',
  rationale:
    'The tag `latest` is something else tomorrow: two pods of one Deployment run different programs, and nobody can say which ' +
    'one was reviewed.',
  remediation: 'Name the version, or better the digest: `registry.example.com/shop/web:1.4.2@sha256:…`.',
  severity: 'medium',
  controls: [...kubernetesChecklist('Images'), ...nsaCisa('Secure images')],
  parameters: {
    tags: {
      type: 'array',
      items: { type: 'string' },
      description: 'Tags that must not be used, for instance `latest`.',
      absent: 'none; an image must have a tag or a digest all the same',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { tags: ['latest', 'main'] },
};
