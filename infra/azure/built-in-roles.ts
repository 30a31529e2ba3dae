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

/**
 * Every role that the stacks of hubs, clusters and grants give to somebody, by name: whoever applies them may assign
 * these and no other.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const assignedRoles: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(kubernetesRoles).map(({ name, id }) => [name, id])),
  [clusterUserRole]: '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  'Key Vault Contributor': 'f25e0fa2-a7c4-4377-a976-54943a77a395',
  'Key Vault Crypto Service Encryption User': 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  'Key Vault Crypto User': '12338af0-0e69-4776-bea7-57ae8d297424',
  'Managed Identity Operator': 'f1a07417-d97a-45cb-824c-7a7467783830',
  'Network Contributor': '4d97b98b-1d4f-4787-a291-c67834d212e7',
  'Private DNS Zone Contributor': 'b12aa53e-6015-4669-85d0-8515ebb3ae7f',
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
};
