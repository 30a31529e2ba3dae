import { fluxAppliers } from '../../matched-kinds';
import { type Policy } from '../../policy';
import { bsiKubernetes, gitOps, nist80053 } from '../../standards';

export const fluxCrossNamespaceSources: Policy = {
  id: 'flux-cross-namespace-sources',
  category: 'gitops',
  kind: 'FluxNoCrossNamespaceSources',
  title: 'Sources of one’s own namespace',
  description:
    'Denies Kustomizations and HelmReleases that take a source of another namespace, unless that ' +
    'namespace is on a list.',
  rationale:
    'A source is read with its owner’s credential: a tenant could otherwise read what another keeps in ' +
    'his repository.',
  remediation: 'Declare the source in the same namespace, with a credential of its own.',
  severity: 'high',
  controls: [...gitOps('G4'), ...nist80053('AC-4'), ...bsiKubernetes('APP.4.4.A3', 'APP.4.4.A10')],
  parameters: {
    allowedNamespaces: {
      type: 'array',
      items: { type: 'string' },
      description: 'Namespaces whose sources everybody may take.',
      absent: 'none',
    },
  },
  match: fluxAppliers,
  sampleParameters: { allowedNamespaces: ['shared-sources'] },
};
