import type { MatchedKinds, PolicyMatch } from './policy';

const rbac = 'rbac.authorization.k8s.io';

export const bindings: PolicyMatch = {
  kinds: [{ apiGroups: [rbac], kinds: ['ClusterRoleBinding', 'RoleBinding'] }],
};

/** What Flux applies by: both name a source and the account that they act as. */
export const fluxAppliers: PolicyMatch = {
  kinds: [
    { apiGroups: ['kustomize.toolkit.fluxcd.io'], kinds: ['Kustomization'] },
    { apiGroups: ['helm.toolkit.fluxcd.io'], kinds: ['HelmRelease'] },
  ],
};

export const ingresses: PolicyMatch = {
  kinds: [{ apiGroups: ['extensions', 'networking.k8s.io'], kinds: ['Ingress'] }],
};

export const namespaces: PolicyMatch = { kinds: [{ apiGroups: [''], kinds: ['Namespace'] }] };

export const roles: PolicyMatch = { kinds: [{ apiGroups: [rbac], kinds: ['ClusterRole', 'Role'] }] };

export const services: PolicyMatch = { kinds: [{ apiGroups: [''], kinds: ['Service'] }] };

/** Workloads that say how many pods they want. */
export const scaledKinds: readonly MatchedKinds[] = [
  { apiGroups: ['apps'], kinds: ['Deployment', 'StatefulSet'] },
  { apiGroups: [''], kinds: ['ReplicationController'] },
];
