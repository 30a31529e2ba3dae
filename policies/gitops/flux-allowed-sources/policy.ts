import { type Policy } from '../../policy';
import { bsiKubernetes, gitOps, nist80053, pciDss } from '../../standards';

export const fluxAllowedSources: Policy = {
  id: 'flux-allowed-sources',
  category: 'gitops',
  kind: 'FluxAllowedSources',
  title: 'Sources on a list',
  description: 'Denies sources of Flux whose address is not on a list.',
  rationale:
    'What Flux pulls it applies: an address that nobody approved is a way for anybody’s code into the ' +
    'cluster.',
  remediation: 'Use a repository or registry on the list, or have it put there.',
  severity: 'high',
  controls: [
    ...gitOps('G5'),
    ...pciDss('1.3.2', '6.3.2'),
    ...nist80053('CM-3', 'SA-10', 'SR-4'),
    ...bsiKubernetes('APP.4.4.A8', 'APP.4.4.A10'),
  ],
  parameters: {
    allowedUrls: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Whole addresses, or the beginning of one followed by `*`. End a beginning with `/`, or an organisation of a similar name is allowed too.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      {
        apiGroups: ['source.toolkit.fluxcd.io'],
        kinds: ['Bucket', 'GitRepository', 'HelmRepository', 'OCIRepository'],
      },
    ],
  },
  sampleParameters: { allowedUrls: ['https://github.com/acme/*'] },
};
