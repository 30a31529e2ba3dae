import { exemptImages } from '../../parameters';
import { type Policy, pods } from '../../policy';
import { cisAks, cisKubernetes, kubernetesChecklist, nist80053, nsaCisa, pciDss } from '../../standards';

export const secretsInVariables: Policy = {
  id: 'secrets-in-variables',
  category: 'other',
  kind: 'K8sNoEnvVarSecrets',
  title: 'Secrets as files, not as variables',
  description: 'Denies containers that take variables from a Secret, one by one or all of it.',
  rationale:
    'Variables are inherited by every child process, and show up in crash reports and debug pages. A file ' +
    'is read by who knows of it.',
  remediation: 'Mount the Secret as a volume, or fetch it from the vault.',
  severity: 'medium',
  controls: [
    ...cisKubernetes('5.4.1'),
    ...cisAks('4.5.1'),
    ...nsaCisa('Secrets'),
    ...pciDss('8.6.2-8.6.3'),
    ...nist80053('IA-5'),
    ...kubernetesChecklist('Secrets'),
  ],
  parameters: exemptImages,
  match: pods,
};
