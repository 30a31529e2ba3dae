import { outboundTypes } from '../azure/cluster-egress';
import type { HardenedDefault } from './hardened-default';

const cluster = {
  place: 'cluster',
  type: 'azurerm_kubernetes_cluster',
  setIn: 'infra/azure/fleet-cluster.ts',
} as const;
const pool = 'default_node_pool';

/** Of the AKS cluster itself: the rows of ../shared/reference/aks.md and more. */
export const clusterDefaults: readonly HardenedDefault[] = [
  {
    ...cluster,
    id: 'entra-id',
    title: 'People sign in with Entra ID, their rights are Azure role assignments',
    expect: [
      { path: 'role_based_access_control_enabled', is: true },
      { path: 'azure_active_directory_role_based_access_control.azure_rbac_enabled', is: true },
      { path: 'azure_active_directory_role_based_access_control.admin_group_object_ids', isAbsent: true },
    ],
    cis: ['5.5.1', '5.5.2'],
    scanners: ['CKV_AZURE_5', 'AZU-0042'],
  },
  {
    ...cluster,
    id: 'no-local-accounts',
    title: 'No account that Entra ID does not know',
    expect: [{ path: 'local_account_disabled', is: true }],
    cis: ['5.5.1'],
    scanners: ['CKV_AZURE_141'],
  },
  {
    ...cluster,
    id: 'api-server-access',
    title: 'The API server is private, or answers an allow-list only',
    expect: ({ apiServer }) =>
      apiServer.mode === 'private'
        ? [
            { path: 'private_cluster_enabled', is: true },
            { path: 'private_cluster_public_fqdn_enabled', is: false },
            { path: 'private_dns_zone_id', isSet: true },
          ]
        : [
            { path: 'private_cluster_enabled', is: false },
            ...apiServer.authorizedIpRanges.map((_range, index) => ({
              path: `api_server_access_profile.authorized_ip_ranges.${index}`,
              oneOf: apiServer.authorizedIpRanges,
            })),
            {
              path: `api_server_access_profile.authorized_ip_ranges.${apiServer.authorizedIpRanges.length}`,
              isAbsent: true,
            },
          ],
    cis: ['5.4.1', '5.4.2', '5.4.3'],
    scanners: ['CKV_AZURE_115', 'CKV_AZURE_6', 'AZU-0065', 'AZU-0041'],
  },
  {
    ...cluster,
    id: 'api-server-in-network',
    title: 'The API server is in the virtual network: nodes reach it without a tunnel',
    expect: [
      { path: 'api_server_access_profile.virtual_network_integration_enabled', is: true },
      { path: 'api_server_access_profile.subnet_id', isSet: true },
    ],
    cis: ['5.4.2'],
  },
  {
    ...cluster,
    id: 'no-run-command',
    exception: 'no-run-command',
    title: "No shell on the cluster through Azure's own API, past the network",
    expect: [{ path: 'run_command_enabled', is: false }],
  },
  {
    ...cluster,
    id: 'cilium',
    title: 'Cilium moves packets, enforces network policies and shows flows',
    expect: [
      { path: 'network_profile.network_plugin', is: 'azure' },
      { path: 'network_profile.network_plugin_mode', is: 'overlay' },
      { path: 'network_profile.network_data_plane', is: 'cilium' },
      { path: 'network_profile.network_policy', is: 'cilium' },
      { path: 'network_profile.advanced_networking.observability_enabled', is: true },
      { path: 'network_profile.advanced_networking.security_enabled', is: true },
    ],
    cis: ['5.4.4'],
    scanners: ['CKV_AZURE_7', 'AZU-0043'],
  },
  {
    ...cluster,
    id: 'egress',
    title: 'What leaves takes the declared way out: the firewall unless said otherwise',
    expect: ({ egress }) => [
      { path: 'network_profile.outbound_type', is: outboundTypes[egress] },
      ...(egress === 'isolated' ? [{ path: 'bootstrap_profile.artifact_source', is: 'Cache' }] : []),
    ],
  },
  {
    ...cluster,
    id: 'workload-identity',
    title: 'Software signs in to Azure by tokens of the cluster, without a secret',
    expect: [
      { path: 'oidc_issuer_enabled', is: true },
      { path: 'workload_identity_enabled', is: true },
    ],
    cis: ['5.2.1'],
  },
  {
    ...cluster,
    id: 'managed-identities',
    title: 'The cluster itself has identities of its own, and no service principal with a password',
    expect: [
      { path: 'identity.type', is: 'UserAssigned' },
      { path: 'kubelet_identity.user_assigned_identity_id', isSet: true },
      { path: 'service_principal', isAbsent: true },
    ],
  },
  {
    ...cluster,
    id: 'secret-rotation',
    exception: 'secret-rotation',
    title: 'Mounted secrets follow their vault',
    expect: [{ path: 'key_vault_secrets_provider.secret_rotation_enabled', is: true }],
    scanners: ['CKV_AZURE_172'],
  },
  {
    ...cluster,
    id: 'kms-etcd-encryption',
    exception: 'kms-etcd-encryption',
    title: 'Secrets in etcd are encrypted with a key of the customer, over a private vault',
    expect: [
      { path: 'key_management_service.key_vault_key_id', isSet: true },
      { path: 'key_management_service.key_vault_network_access', is: 'Private' },
    ],
    cis: ['5.3.1'],
  },
  {
    ...cluster,
    id: 'customer-managed-disk-keys',
    exception: 'customer-managed-disk-keys',
    title: 'Disks are encrypted with a key of the customer',
    expect: [{ path: 'disk_encryption_set_id', isSet: true }],
    scanners: ['CKV_AZURE_117', 'AZU-0067'],
  },
  {
    ...cluster,
    id: 'system-pool',
    title: 'The system pool holds add-ons only, on nodes without a public address',
    expect: [
      { path: `${pool}.only_critical_addons_enabled`, is: true },
      { path: `${pool}.node_public_ip_enabled`, is: false },
      { path: `${pool}.max_pods`, atLeast: 50 },
      { path: `${pool}.os_sku`, is: 'AzureLinux3' },
      { path: `${pool}.temporary_name_for_rotation`, isSet: true },
      { path: `${pool}.upgrade_settings.drain_timeout_in_minutes`, atLeast: 1 },
    ],
    scanners: ['CKV_AZURE_143', 'CKV_AZURE_168', 'CKV_AZURE_232'],
  },
  {
    ...cluster,
    id: 'host-encryption',
    exception: 'host-encryption',
    title: 'Caches and temporary disks of the nodes are encrypted',
    expect: [{ path: `${pool}.host_encryption_enabled`, is: true }],
    scanners: ['CKV_AZURE_227'],
    setIn: 'infra/azure/node-pools.ts',
  },
  {
    ...cluster,
    id: 'fips-nodes',
    exception: 'fips-nodes',
    title: 'Nodes use cryptography validated by FIPS 140',
    expect: [{ path: `${pool}.fips_enabled`, is: true }],
    setIn: 'infra/azure/node-pools.ts',
  },
  {
    ...cluster,
    id: 'ephemeral-os-disks',
    exception: 'ephemeral-os-disks',
    title: 'A node leaves nothing behind when it goes',
    expect: [{ path: `${pool}.os_disk_type`, is: 'Ephemeral' }],
    scanners: ['CKV_AZURE_226'],
    setIn: 'infra/azure/node-pools.ts',
  },
  {
    ...cluster,
    id: 'automatic-upgrades',
    exception: 'automatic-upgrades',
    title: 'Patches of Kubernetes arrive in the maintenance window',
    expect: [
      { path: 'automatic_upgrade_channel', oneOf: ['patch', 'stable', 'rapid'] },
      { path: 'maintenance_window_auto_upgrade.frequency', isSet: true },
    ],
    scanners: ['CKV_AZURE_171'],
  },
  {
    ...cluster,
    id: 'node-image-upgrades',
    exception: 'node-image-upgrades',
    title: 'Patches of the nodes arrive in the maintenance window',
    expect: [
      { path: 'node_os_upgrade_channel', oneOf: ['NodeImage', 'SecurityPatch'] },
      { path: 'maintenance_window_node_os.frequency', isSet: true },
    ],
  },
  {
    ...cluster,
    id: 'image-cleaner',
    exception: 'image-cleaner',
    title: 'Images that nothing runs are removed from the nodes',
    expect: [
      { path: 'image_cleaner_enabled', is: true },
      { path: 'image_cleaner_interval_hours', atLeast: 24 },
    ],
  },
  {
    ...cluster,
    id: 'one-gatekeeper',
    title: "One Gatekeeper judges: the fleet's own, or Azure Policy's by exception 'fleet-gatekeeper'",
    expect: ({ azurePolicy }) => [{ path: 'azure_policy_enabled', is: azurePolicy }],
    scanners: ['CKV_AZURE_116', 'AZU-0066'],
  },
  {
    ...cluster,
    id: 'defender',
    exception: 'defender',
    title: 'Microsoft Defender watches the nodes at run time',
    expect: [{ path: 'microsoft_defender.log_analytics_workspace_id', isSet: true }],
    cis: ['5.1.1'],
  },
  {
    ...cluster,
    id: 'container-logs',
    title: 'Logs of containers and metrics leave the cluster by identity, not by a key',
    expect: [
      { path: 'oms_agent.msi_auth_for_monitoring_enabled', is: true },
      { path: 'monitor_metrics', isSet: true },
    ],
    scanners: ['CKV_AZURE_4', 'AZU-0040'],
  },
  {
    ...cluster,
    id: 'paid-tier',
    exception: 'paid-tier',
    title: 'The control plane has a service level, and shows what namespaces cost',
    expect: [
      { path: 'sku_tier', oneOf: ['Standard', 'Premium'] },
      { path: 'cost_analysis_enabled', is: true },
    ],
    scanners: ['CKV_AZURE_170'],
  },
  {
    ...cluster,
    id: 'cannot-be-destroyed',
    title: 'Terraform refuses to destroy or replace the cluster until it is retiring',
    expect: ({ lifecycle }) =>
      lifecycle === 'active' ? [{ path: 'lifecycle.prevent_destroy', is: true }] : [],
  },
  {
    id: 'control-plane-logs',
    exception: 'control-plane-logs',
    title: 'Who did what on the API server, and who signed in, is logged',
    place: 'cluster',
    type: 'azurerm_monitor_diagnostic_setting',
    among: 'some',
    expect: [
      { path: 'enabled_log.*.category', is: 'kube-audit-admin' },
      { path: 'enabled_log.*.category', is: 'guard' },
      { path: 'log_analytics_workspace_id', isSet: true },
    ],
    setIn: 'infra/azure/cluster-monitoring.ts',
  },
];
