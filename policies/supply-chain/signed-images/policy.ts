import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, nist80053, nsaCisa, pciDss } from '../../standards';

export const signedImages: Policy = {
  id: 'signed-images',
  category: 'supply-chain',
  kind: 'K8sSignedImages',
  title: 'Only images whose signature is verified',
  description:
    'Asks an external data provider of Gatekeeper (Ratify or cosign-gatekeeper-provider) about every image and denies ' +
    'those that it does not vouch for. An image by tag alone is denied unasked: what is verified need not be what is ' +
    'pulled.',
  rationale:
    'Who gets into a registry, or between it and the cluster, can put anything behind a trusted name. A signature says ' +
    'that a build of ours has made these very bytes.',
  remediation:
    'Sign the image in the pipeline that builds it, with the key or identity that the provider trusts, and name it by ' +
    'digest.',
  severity: 'high',
  controls: [
    ...cisKubernetes('5.5.1'),
    ...pciDss('2.2.1', '6.3.2'),
    ...nist80053('CM-14', 'SI-7'),
    ...nsaCisa('Secure images'),
  ],
  parameters: {
    provider: {
      type: 'string',
      description: 'The name of the Provider that is asked, for instance `ratify-provider`.',
      absent: '`ratify-provider`',
    },
    ...exemptImages,
  },
  match: pods,
  externalData: true,
  sampleParameters: { exemptImages: ['mcr.microsoft.com/*'] },
};
