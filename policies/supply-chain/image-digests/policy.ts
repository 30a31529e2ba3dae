import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { kubernetesChecklist } from '../../standards';

export const imageDigests: Policy = {
  id: 'image-digests',
  category: 'supply-chain',
  kind: 'K8sImageDigests',
  title: 'Images by digest',
  description: 'Denies containers and image volumes whose image has no digest.',
  rationale:
    'A tag can be moved: what was reviewed and scanned need not be what a node pulls tomorrow. A digest names the ' +
    'very bytes.',
  remediation: 'Append the digest to the image, as in `registry.example.com/shop/web:1.4.2@sha256:…`.',
  severity: 'medium',
  controls: kubernetesChecklist('Images'),
  parameters: exemptImages,
  match: pods,
};
