import { type Policy } from '../../policy';
import { bsiKubernetes, gitOps, nist80053, pciDss } from '../../standards';

export const fluxVerifiedSources: Policy = {
  id: 'flux-verified-sources',
  category: 'gitops',
  kind: 'FluxVerifiedSources',
  title: 'Sources verified by signature',
  description:
    'Denies GitRepositories and OCIRepositories without `spec.verify`, unless their address is on a list.',
  rationale:
    'Without a signature whoever may push, or sits between repository and cluster, decides what runs.',
  remediation:
    'Set `spec.verify`: for Git the mode and the Secret with the public keys, for OCI the provider.',
  severity: 'high',
  controls: [
    ...gitOps('G6'),
    ...pciDss('6.3.2'),
    ...nist80053('CM-14', 'SI-7', 'SR-4'),
    ...bsiKubernetes('APP.4.4.A8', 'APP.4.4.A10'),
  ],
  parameters: {
    exemptUrls: {
      type: 'array',
      items: { type: 'string' },
      description: 'Addresses that need no signature, whole or by their beginning followed by `*`.',
      absent: 'none',
    },
  },
  match: { kinds: [{ apiGroups: ['source.toolkit.fluxcd.io'], kinds: ['GitRepository', 'OCIRepository'] }] },
  sampleParameters: { exemptUrls: ['https://github.com/acme/legacy'] },
};
