import { assignedRoles } from './built-in-roles';

/**
 * What azurerm reads by actions that `Reader` does not have (hashicorp/terraform-provider-azurerm#21708): the kubeconfig
 * of users, which holds no secret where there is no local account, what a template deployment consists of, and keys of
 * workspaces, which open nothing where local authentication is off.
 */
export const planActions: readonly string[] = [
  'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
  'Microsoft.OperationalInsights/workspaces/sharedKeys/action',
  'Microsoft.Resources/deployments/exportTemplate/action',
];

/** Kinds of resources that the stacks of hubs, clusters and grants make: all that an apply may do, beside roles. */
export const applyActions: readonly string[] = [
  '*/read',
  'Microsoft.Authorization/roleEligibilityScheduleRequests/*',
  'Microsoft.Authorization/roleManagementPolicies/*',
  'Microsoft.Compute/diskEncryptionSets/*',
  'Microsoft.Consumption/budgets/*',
  'Microsoft.ContainerRegistry/registries/*',
  'Microsoft.ContainerService/*',
  'Microsoft.Insights/*',
  'Microsoft.KeyVault/vaults/*',
  'Microsoft.KubernetesConfiguration/*',
  'Microsoft.ManagedIdentity/userAssignedIdentities/*',
  'Microsoft.Monitor/accounts/*',
  'Microsoft.Network/*',
  'Microsoft.OperationalInsights/workspaces/*',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/*',
  'Microsoft.Security/pricings/*',
  'Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action',
];

/** What no deployment needs, and an intruder would. */
export const forbiddenActions: readonly string[] = [
  'Microsoft.ContainerRegistry/registries/listCredentials/action',
  'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
  'Microsoft.ContainerService/managedClusters/runCommand/action',
  'Microsoft.KeyVault/vaults/accessPolicies/*',
];

/**
 * Condition (attribute-based access control) of the right to assign roles: these roles, and no other, may be given or
 * taken. Owner and its like are not among them.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
export function roleAssignmentCondition(): string {
  const ids = Object.values(assignedRoles).sort().join(', ');
  const only = (action: string, source: string): string =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR ` +
    `(@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ids}}))`;
  return `${only('write', 'Request')} AND ${only('delete', 'Resource')}`;
}
