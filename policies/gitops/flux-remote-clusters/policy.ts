import { fluxAppliers } from '../../matched-kinds';
import { type Policy } from '../../policy';
import { bsiKubernetes, gitOps, nist80053 } from '../../standards';

export const fluxRemoteClusters: Policy = {
  id: 'flux-remote-clusters',
  category: 'gitops',
  kind: 'FluxNoRemoteClusters',
  title: 'Flux writes to its own cluster',
  description: 'Denies Kustomizations and HelmReleases with `spec.kubeConfig`.',
  rationale:
    'With a kubeconfig Flux applies in another cluster, past that cluster’s own Git, and the credential ' +
    'lies here.',
  remediation: 'Declare it in the other cluster’s folder: its own Flux applies it.',
  severity: 'high',
  controls: [...gitOps('G7'), ...nist80053('AC-4', 'AC-6'), ...bsiKubernetes('APP.4.4.A3')],
  parameters: {},
  match: fluxAppliers,
};
