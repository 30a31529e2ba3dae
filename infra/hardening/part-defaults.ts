import type { HardenedDefault } from './hardened-default';

const pools = {
  place: 'cluster',
  type: 'azurerm_kubernetes_cluster_node_pool',
  among: 'each',
  setIn: 'infra/azure/node-pools.ts',
} as const;

/** Of what stands around a cluster: its other pools, vaults, subnets, role policies. */
export const clusterPartDefaults: readonly HardenedDefault[] = [
  {
    ...pools,
    id: 'user-pools',
    title: "Users' pools: Azure Linux, no public address",
    expect: [
      { path: 'node_public_ip_enabled', is: false },
      { path: 'os_sku', is: 'AzureLinux3' },
      { path: 'max_pods', atLeast: 50 },
    ],
    scanners: ['CKV_AZURE_143', 'CKV_AZURE_168'],
  },
  {
    ...pools,
    id: 'user-pools-host-encryption',
    exception: 'host-encryption',
    title: "Users' pools: caches and temporary disks are encrypted",
    expect: [{ path: 'host_encryption_enabled', is: true }],
    scanners: ['CKV_AZURE_227'],
  },
  {
    ...pools,
    id: 'user-pools-fips',
    exception: 'fips-nodes',
    title: "Users' pools: cryptography validated by FIPS 140",
    expect: [{ path: 'fips_enabled', is: true }],
  },
  {
    ...pools,
    id: 'user-pools-ephemeral',
    exception: 'ephemeral-os-disks',
    title: "Users' pools: a node leaves nothing behind",
    expect: [{ path: 'os_disk_type', is: 'Ephemeral' }],
    scanners: ['CKV_AZURE_226'],
  },
  vault(
    'cluster',
    'cluster-vault',
    "The vault of a cluster's keys: roles, purge protection, no public address",
  ),
  {
    id: 'subnets',
    title: "No subnet has Azure's implicit way out to the internet",
    place: 'cluster',
    type: 'azurerm_subnet',
    expect: [{ path: 'default_outbound_access_enabled', is: false }],
    setIn: 'infra/azure/subnet.ts',
  },
  {
    id: 'role-policies',
    title: 'A granted role is switched on with a second factor, a reason and a ticket, and ends',
    place: 'cluster',
    type: 'azurerm_role_management_policy',
    expect: [
      { path: 'activation_rules.require_multifactor_authentication', is: true },
      { path: 'activation_rules.require_justification', is: true },
      { path: 'activation_rules.require_ticket_info', is: true },
      { path: 'activation_rules.maximum_duration', is: 'PT4H' },
      { path: 'eligible_assignment_rules.expiration_required', is: true },
      { path: 'active_assignment_rules.expiration_required', is: true },
    ],
    setIn: 'infra/azure/role-policies.ts',
  },
];

/** Of a hub: what a region's clusters share. */
export const hubDefaults: readonly HardenedDefault[] = [
  {
    id: 'registry',
    title:
      'Registry: no password, nobody anonymous, no way in or out but the private endpoint, nothing exported',
    place: 'hub',
    type: 'azurerm_container_registry',
    expect: [
      { path: 'sku', is: 'Premium' },
      { path: 'admin_enabled', is: false },
      { path: 'anonymous_pull_enabled', is: false },
      { path: 'public_network_access_enabled', is: false },
      { path: 'export_policy_enabled', is: false },
      { path: 'data_endpoint_enabled', is: true },
      { path: 'retention_policy_in_days', atLeast: 1 },
    ],
    cis: ['5.1.2', '5.1.3', '5.1.4'],
    scanners: [
      'CKV_AZURE_137',
      'CKV_AZURE_138',
      'CKV_AZURE_139',
      'CKV_AZURE_163',
      'CKV_AZURE_164',
      'CKV_AZURE_165',
      'CKV_AZURE_167',
      'CKV_AZURE_233',
      'CKV_AZURE_237',
    ],
    setIn: 'infra/azure/registry.ts',
  },
  {
    id: 'quarantine',
    title: 'Images wait in quarantine until a scanner has released them',
    place: 'hub',
    type: 'azurerm_container_registry',
    among: 'some',
    expect: [{ path: 'quarantine_policy_enabled', is: true }],
    scanners: ['CKV_AZURE_166'],
    setIn: 'infra/azure/registry.ts',
  },
  {
    id: 'firewall',
    title: 'Firewall: known bad addresses and known attacks are denied',
    place: 'hub',
    type: 'azurerm_firewall_policy',
    among: 'each',
    expect: [
      { path: 'sku', is: 'Premium' },
      { path: 'threat_intelligence_mode', is: 'Deny' },
      { path: 'intrusion_detection.mode', is: 'Deny' },
    ],
    scanners: ['CKV_AZURE_216', 'CKV_AZURE_220'],
    setIn: 'infra/azure/firewall-egress.ts',
  },
  {
    id: 'log-workspace',
    title: 'Logs: no workspace key, kept for three months',
    place: 'hub',
    type: 'azurerm_log_analytics_workspace',
    expect: [
      { path: 'local_authentication_enabled', is: false },
      { path: 'retention_in_days', atLeast: 90 },
    ],
    setIn: 'infra/azure/log-workspace.ts',
  },
  vault('hub', 'hub-vault', "The hub's vault: roles, purge protection, no public address"),
];

/** Of the storage of Terraform's state. */
export const stateDefaults: readonly HardenedDefault[] = [
  {
    id: 'state-storage',
    title: 'State: opened by Entra ID only, every version kept, encrypted with a key of the customer',
    place: 'state',
    type: 'azurerm_storage_account',
    expect: [
      { path: 'shared_access_key_enabled', is: false },
      { path: 'default_to_oauth_authentication', is: true },
      { path: 'allow_nested_items_to_be_public', is: false },
      { path: 'cross_tenant_replication_enabled', is: false },
      { path: 'min_tls_version', is: 'TLS1_2' },
      { path: 'infrastructure_encryption_enabled', is: true },
      { path: 'customer_managed_key.key_vault_key_id', isSet: true },
      { path: 'blob_properties.versioning_enabled', is: true },
      { path: 'blob_properties.delete_retention_policy.days', atLeast: 30 },
      { path: 'lifecycle.prevent_destroy', is: true },
    ],
    scanners: ['CKV_AZURE_44', 'CKV_AZURE_190', 'CKV_AZURE_206', 'CKV2_AZURE_1', 'CKV2_AZURE_40'],
    setIn: 'infra/azure/state-storage.ts',
  },
  {
    id: 'state-containers',
    title: 'State: no container is public',
    place: 'state',
    type: 'azurerm_storage_container',
    expect: [{ path: 'container_access_type', is: 'private' }],
    scanners: ['CKV_AZURE_34'],
    setIn: 'infra/azure/state-storage.ts',
  },
  vault('state', 'state-vault', "The vault of the state's key: roles, purge protection, no public address"),
];

function vault(place: HardenedDefault['place'], id: string, title: string): HardenedDefault {
  return {
    id,
    title,
    place,
    type: 'azurerm_key_vault',
    expect: [
      { path: 'rbac_authorization_enabled', is: true },
      { path: 'purge_protection_enabled', is: true },
      { path: 'soft_delete_retention_days', atLeast: 90 },
      { path: 'public_network_access_enabled', is: false },
      { path: 'network_acls.default_action', is: 'Deny' },
    ],
    scanners: ['CKV_AZURE_42', 'CKV_AZURE_109', 'CKV_AZURE_110', 'CKV_AZURE_189'],
    setIn: 'infra/azure/key-vault.ts',
  };
}
