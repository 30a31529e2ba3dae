import { exemptImages } from '../../parameters';
import { type Policy, pods } from '../../policy';
import {
  bsiKubernetes,
  cisAks,
  cisKubernetes,
  kubernetesChecklist,
  nist80053,
  nsaCisa,
  pciDss,
} from '../../standards';

export const securityContext: Policy = {
  id: 'security-context',
  category: 'other',
  kind: 'K8sPodsRequireSecurityContext',
  title: 'Pods that say how they are confined',
  description: 'Denies containers without a `securityContext`, of their own or of the pod.',
  rationale: 'Who says nothing takes what the runtime happens to give, and nobody has thought about it.',
  remediation: 'Set `securityContext` for the pod, and for containers what the pod cannot say.',
  severity: 'medium',
  controls: [
    ...cisKubernetes('5.6.3'),
    ...cisAks('4.6.2'),
    ...nsaCisa('Hardened environments'),
    ...pciDss('2.2.6'),
    ...nist80053('CM-6'),
    ...bsiKubernetes('APP.4.4.A4'),
    ...kubernetesChecklist('Pod security'),
  ],
  parameters: exemptImages,
  match: pods,
};
