import { fluxAppliers } from '../../matched-kinds';
import { type Policy } from '../../policy';
import { bsiKubernetes, gitOps, nist80053, pciDss } from '../../standards';

export const fluxServiceAccount: Policy = {
  id: 'flux-service-account',
  category: 'gitops',
  kind: 'FluxServiceAccount',
  title: 'Flux applies as an account of the task',
  description: 'Denies Kustomizations and HelmReleases without `spec.serviceAccountName`.',
  rationale:
    'Without one Flux applies as itself, and Flux is cluster-admin: a tenant’s repository could then ' +
    'write anything.',
  remediation: 'Name a service account of the same namespace that has the rights of the task.',
  severity: 'critical',
  controls: [
    ...gitOps('G2'),
    ...pciDss('7.2.5'),
    ...nist80053('AC-6'),
    ...bsiKubernetes('APP.4.4.A3', 'APP.4.4.A9', 'APP.4.4.A10'),
  ],
  parameters: {},
  match: fluxAppliers,
};
