import { type Policy } from '../../policy';
import { bsiKubernetes, cisAks, cisKubernetes, gitOps, nist80053, pciDss } from '../../standards';

export const reservedServiceAccounts: Policy = {
  id: 'reserved-service-accounts',
  category: 'gitops',
  kind: 'GitOpsReservedServiceAccounts',
  title: 'Flux’s accounts for Flux only',
  description:
    'Denies pods that run as an account that Flux impersonates, Secrets with tokens of one; requests for ' +
    'tokens, too, where Gatekeeper’s webhook is asked about `serviceaccounts/token`.',
  rationale: 'A pod that runs as such an account writes as Flux does: no policy could tell them apart.',
  remediation:
    'Make a service account for the workload. Flux needs no token of the accounts that it impersonates.',
  severity: 'critical',
  controls: [
    ...gitOps('G3'),
    ...cisAks('4.1.12'),
    ...cisKubernetes('5.1.13'),
    ...pciDss('8.6.1'),
    ...nist80053('AC-6', 'IA-5'),
    ...bsiKubernetes('APP.4.4.A9', 'APP.4.4.A10'),
  ],
  parameters: {
    accounts: {
      type: 'array',
      items: { type: 'string' },
      description: 'Names of service accounts that Flux impersonates, in whatever namespace.',
      absent: 'none',
    },
  },
  match: {
    kinds: [
      { apiGroups: [''], kinds: ['Pod', 'Secret'] },
      { apiGroups: ['authentication.k8s.io'], kinds: ['TokenRequest'] },
    ],
  },
  sampleParameters: { accounts: ['tenant'] },
};
