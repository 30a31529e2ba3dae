import type { PolicyMatch } from './policy';

const rbac = 'rbac.authorization.k8s.io';

export const bindings: PolicyMatch = {
  kinds: [{ apiGroups: [rbac], kinds: ['ClusterRoleBinding', 'RoleBinding'] }],
};

export const ingresses: PolicyMatch = {
  kinds: [{ apiGroups: ['extensions', 'networking.k8s.io'], kinds: ['Ingress'] }],
};

export const namespaces: PolicyMatch = { kinds: [{ apiGroups: [''], kinds: ['Namespace'] }] };

export const roles: PolicyMatch = { kinds: [{ apiGroups: [rbac], kinds: ['ClusterRole', 'Role'] }] };

export const services: PolicyMatch = { kinds: [{ apiGroups: [''], kinds: ['Service'] }] };
