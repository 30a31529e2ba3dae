import type { AccessRole } from '../../fleet/resolved-fleet';

/**
 * Azure's roles for Kubernetes, by what a grant calls them.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers
 */
export const kubernetesRoles: Readonly<Record<AccessRole, { readonly name: string; readonly id: string }>> = {
  reader: { name: 'Azure Kubernetes Service RBAC Reader', id: '7f6c6a51-bcf8-42ba-9220-52d62157d7db' },
  writer: { name: 'Azure Kubernetes Service RBAC Writer', id: 'a7ffa36f-339b-4b5c-8bdf-e2c16b2c0eb3' },
  admin: { name: 'Azure Kubernetes Service RBAC Admin', id: '3498e952-d568-435e-9b2c-8d77e338d7f7' },
  'cluster-admin': {
    name: 'Azure Kubernetes Service RBAC Cluster Admin',
    id: 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
  },
};

/** May fetch a kubeconfig, which holds no secret: signing in to Entra ID does the rest. */
export const clusterUserRole = 'Azure Kubernetes Service Cluster User Role';

export function roleDefinitionId(subscriptionId: string, role: AccessRole): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${kubernetesRoles[role].id}`;
}
