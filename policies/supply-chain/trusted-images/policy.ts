import { pods, type Policy } from '../../policy';
import { cisAks, nist80053, nsaCisa } from '../../standards';

export const trustedImageList: Policy = {
  id: 'trusted-images',
  category: 'supply-chain',
  kind: 'K8sTrustedImages',
  title: 'Only images that cluster or namespace trust',
  description:
    'Denies containers and image volumes whose image neither the constraint nor the namespace trusts. A namespace says ' +
    'what it trusts by the annotations `imageallowlist.trustedregistries` and `imageallowlist.trustedimages` with the ' +
    'prefix `securitytower.io/`, `phylake.io/` or `cloud.syncier.com/`.',
  rationale:
    'An image from anywhere is code from anyone, run inside of the network. The lists of Syncier Security Tower mean ' +
    'here what they meant there, so that its repositories need no change. Who may annotate a namespace decides what ' +
    'runs in it: protect that by code owners.',
  remediation: 'Push or import the image to a trusted registry, or have it put on one of the lists.',
  severity: 'high',
  controls: [...cisAks('5.1.4'), ...nist80053('AC-6'), ...nsaCisa('Secure images')],
  parameters: {
    trustedregistries: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Registries, or beginnings of repositories, whose images are trusted: what follows is a `/`.',
      absent: 'none',
    },
    trustedimages: {
      type: 'array',
      items: { type: 'string' },
      description: 'Images that are trusted: the whole reference, or what is followed by `:` or `@`.',
      absent: 'none',
    },
  },
  match: pods,
  sampleParameters: {
    trustedregistries: ['registry.example.com'],
    trustedimages: ['docker.io/library/nginx'],
  },
};
