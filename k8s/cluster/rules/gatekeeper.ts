import { k8s } from 'cdk8s-plus-27';

import { manage, read, write } from './verbs';

const gatekeeperGroups = [
  'config',
  'connection',
  'constraints',
  'expansion',
  'externaldata',
  'mutations',
  'status',
  'syncset',
  'templates',
].map((group) => `${group}.gatekeeper.sh`);

/**
 * What installing Gatekeeper takes in the cluster. Kubernetes lets nobody grant what he has not himself, so this covers
 * the chart's own role `gatekeeper-manager-role`, its reading of everything included, instead of `escalate`.
 *
 * Source: charts/gatekeeper/templates of Gatekeeper 3.23.1.
 */
export const gatekeeperInstallerRules: readonly k8s.PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: read },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: write },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: [
      'mutatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'validatingwebhookconfigurations',
    ],
    verbs: write,
  },
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterrolebindings', 'clusterroles'],
    verbs: write,
  },
  { apiGroups: gatekeeperGroups, resources: ['*'], verbs: write },
];

/** What installing Gatekeeper takes in its own namespace. Helm keeps its releases in Secrets. */
export const gatekeeperReleaseRules: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: [''], resources: ['resourcequotas', 'secrets', 'serviceaccounts', 'services'], verbs: manage },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: manage },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: manage },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings', 'roles'], verbs: manage },
];
