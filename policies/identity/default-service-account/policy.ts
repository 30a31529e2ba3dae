import { type Policy, pods } from '../../policy';
import { bsiKubernetes, cisAks, cisKubernetes, nist80053, nsaCisa, pciDss } from '../../standards';

export const defaultServiceAccount: Policy = {
  id: 'default-service-account',
  category: 'identity',
  kind: 'K8sBlockCreationWithDefaultServiceAccount',
  title: 'No pods as the default service account',
  description: 'Denies pods that run as the service account `default`, by its name or by naming none.',
  rationale:
    'All that name no account share it: what one of them is granted, all have, and no log can tell them ' +
    'apart.',
  remediation: 'Make a service account for the workload and name it in `spec.serviceAccountName`.',
  severity: 'medium',
  controls: [
    ...cisKubernetes('5.1.5'),
    ...cisAks('4.1.5'),
    ...nsaCisa('Service account tokens'),
    ...pciDss('2.2.2', '7.2.5'),
    ...nist80053('IA-4'),
    ...bsiKubernetes('APP.4.4.A9'),
  ],
  parameters: {},
  match: pods,
};
