import '../support/cdktf-matchers';

import { DiskEncryptionSet } from '@cdktf/provider-azurerm/lib/disk-encryption-set';
import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KubernetesCluster } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { KubernetesClusterExtension } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-extension';
import { KubernetesClusterNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool';
import { KubernetesFluxConfiguration } from '@cdktf/provider-azurerm/lib/kubernetes-flux-configuration';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { RoleManagementPolicy } from '@cdktf/provider-azurerm/lib/role-management-policy';
import { Route } from '@cdktf/provider-azurerm/lib/route';
import type { TerraformConstructor } from 'cdktf/lib/testing/matchers';

import type { ClusterProps } from '../../fleet/cluster';
import { type Control, controls } from '../../fleet/hardening-controls';

import { census, clusterStack, containing, includes, only, resources } from './synth';

const cluster = 'azurerm_kubernetes_cluster';

/** Rows of ../shared/reference/aks.md and more: what a cluster gets that says nothing but its stage and version. */
const hardened: readonly (readonly [string, TerraformConstructor, Record<string, unknown>])[] = [
  ['no local accounts', KubernetesCluster, { local_account_disabled: true }],
  [
    'Entra ID with Azure RBAC',
    KubernetesCluster,
    {
      role_based_access_control_enabled: true,
      azure_active_directory_role_based_access_control: includes({ azure_rbac_enabled: true }),
    },
  ],
  [
    'private API server without a public name',
    KubernetesCluster,
    {
      private_cluster_enabled: true,
      private_cluster_public_fqdn_enabled: false,
      private_dns_zone_id: containing('azurerm_private_dns_zone.'),
    },
  ],
  [
    'API server in the virtual network',
    KubernetesCluster,
    {
      api_server_access_profile: {
        virtual_network_integration_enabled: true,
        subnet_id: containing('azurerm_subnet.network_api_server'),
      },
    },
  ],
  ['no run-command', KubernetesCluster, { run_command_enabled: false }],
  [
    'Cilium data plane, network policies and flow logs',
    KubernetesCluster,
    {
      network_profile: includes({
        network_plugin: 'azure',
        network_plugin_mode: 'overlay',
        network_data_plane: 'cilium',
        network_policy: 'cilium',
        advanced_networking: { observability_enabled: true, security_enabled: true },
      }),
    },
  ],
  [
    'egress by the firewall only',
    KubernetesCluster,
    { network_profile: includes({ outbound_type: 'userDefinedRouting' }) },
  ],
  [
    'the default route is the firewall',
    Route,
    {
      address_prefix: '0.0.0.0/0',
      next_hop_type: 'VirtualAppliance',
      next_hop_in_ip_address: '${data.terraform_remote_state.hub.outputs.westeurope.firewall_private_ip}',
    },
  ],
  ['workload identity', KubernetesCluster, { oidc_issuer_enabled: true, workload_identity_enabled: true }],
  [
    'secret rotation',
    KubernetesCluster,
    { key_vault_secrets_provider: includes({ secret_rotation_enabled: true }) },
  ],
  [
    'etcd encrypted with the own key, over the private vault',
    KubernetesCluster,
    {
      key_management_service: {
        key_vault_key_id: containing('versionedUri.value'),
        key_vault_network_access: 'Private',
      },
    },
  ],
  [
    'disks encrypted with the own key',
    KubernetesCluster,
    { disk_encryption_set_id: containing('disk_encryption') },
  ],
  ['own disk keys rotate', DiskEncryptionSet, { auto_key_rotation_enabled: true }],
  [
    'system pool: encrypted hosts, FIPS, ephemeral Azure Linux, three zones, no public address, add-ons only',
    KubernetesCluster,
    {
      default_node_pool: includes({
        host_encryption_enabled: true,
        fips_enabled: true,
        os_sku: 'AzureLinux3',
        os_disk_type: 'Ephemeral',
        zones: ['1', '2', '3'],
        node_public_ip_enabled: false,
        only_critical_addons_enabled: true,
        max_pods: 110,
        upgrade_settings: includes({ drain_timeout_in_minutes: 30 }),
        temporary_name_for_rotation: expect.stringMatching(/^[a-z][a-z0-9]{0,11}$/),
      }),
    },
  ],
  [
    'user pools alike',
    KubernetesClusterNodePool,
    {
      mode: 'User',
      host_encryption_enabled: true,
      fips_enabled: true,
      os_sku: 'AzureLinux3',
      os_disk_type: 'Ephemeral',
      zones: ['1', '2', '3'],
      node_public_ip_enabled: false,
      temporary_name_for_rotation: expect.stringMatching(/^[a-z][a-z0-9]{0,11}$/),
    },
  ],
  [
    'Kubernetes patches in a window',
    KubernetesCluster,
    {
      automatic_upgrade_channel: 'patch',
      maintenance_window_auto_upgrade: includes({ day_of_week: 'Sunday', frequency: 'Weekly', duration: 4 }),
    },
  ],
  [
    'node images in a window',
    KubernetesCluster,
    {
      node_os_upgrade_channel: 'NodeImage',
      maintenance_window_node_os: includes({ day_of_week: 'Sunday', frequency: 'Weekly', duration: 4 }),
    },
  ],
  ['image cleaner', KubernetesCluster, { image_cleaner_enabled: true, image_cleaner_interval_hours: 48 }],
  ["no second Gatekeeper of Azure's", KubernetesCluster, { azure_policy_enabled: false }],
  [
    'Defender',
    KubernetesCluster,
    { microsoft_defender: includes({ log_analytics_workspace_id: expect.any(String) }) },
  ],
  [
    'container logs by identity',
    KubernetesCluster,
    { oms_agent: includes({ msi_auth_for_monitoring_enabled: true }) },
  ],
  ['metrics', KubernetesCluster, { monitor_metrics: {} }],
  [
    'control-plane logs, audit and sign-in among them',
    MonitorDiagnosticSetting,
    {
      name: 'control-plane',
      enabled_log: expect.arrayContaining([{ category: 'kube-audit-admin' }, { category: 'guard' }]),
    },
  ],
  [
    'paid control plane, costs visible',
    KubernetesCluster,
    { sku_tier: 'Standard', cost_analysis_enabled: true },
  ],
  [
    'user-assigned identities',
    KubernetesCluster,
    {
      identity: includes({ type: 'UserAssigned' }),
      kubelet_identity: includes({ user_assigned_identity_id: containing('kubelet') }),
    },
  ],
  ['cannot be destroyed', KubernetesCluster, { lifecycle: includes({ prevent_destroy: true }) }],
  [
    'vault: roles, purge protection, no public address, denied by default',
    KeyVault,
    {
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      soft_delete_retention_days: 90,
      public_network_access_enabled: false,
      network_acls: { default_action: 'Deny', bypass: 'AzureServices' },
    },
  ],
  [
    'Flux by the extension, multi-tenant, without automation that writes to Git',
    KubernetesClusterExtension,
    {
      extension_type: 'microsoft.flux',
      configuration_settings: includes({
        'multiTenancy.enforce': 'true',
        'image-automation-controller.enabled': 'false',
      }),
    },
  ],
  [
    'the first hop is pinned to a commit and collects garbage',
    KubernetesFluxConfiguration,
    {
      git_repository: includes({
        url: 'https://github.com/acme/fleet',
        reference_type: 'commit',
        local_auth_reference: 'flux-system',
      }),
      kustomizations: [
        includes({ path: './cluster/prod-weu/flux-system', garbage_collection_enabled: true }),
      ],
    },
  ],
  [
    'roles are switched on with a second factor, a reason and a ticket, for four hours',
    RoleManagementPolicy,
    {
      activation_rules: includes({
        maximum_duration: 'PT4H',
        require_multifactor_authentication: true,
        require_justification: true,
        require_ticket_info: true,
      }),
      eligible_assignment_rules: { expiration_required: true, expire_after: 'P90D' },
    },
  ],
];

describe('a cluster that says nothing but its stage and version', () => {
  const stack = clusterStack();

  test.each(hardened)('%s', (_title, type, properties) => {
    expect(stack).toHaveResourceWithProperties(type, properties);
  });

  test('nobody is a standing administrator', () => {
    const roles = resources(stack, 'azurerm_role_assignment').map((role) => role['role_definition_name']);
    expect(roles.filter((role) => String(role).includes('RBAC'))).toEqual([]);
    expect(only(stack, cluster)).not.toHaveProperty(
      'azure_active_directory_role_based_access_control.admin_group_object_ids',
    );
  });

  test('every role of an identity names its principal type', () => {
    const roles = resources(stack, 'azurerm_role_assignment');
    expect(roles.length).toBeGreaterThan(5);
    for (const role of roles) expect(role).toMatchObject({ principal_type: 'ServicePrincipal' });
  });

  test('no identity holds a role over the subscription or the resource group', () => {
    for (const { scope } of resources(stack, 'azurerm_role_assignment')) {
      expect(scope).not.toMatch(/azurerm_resource_group\.|^\/subscriptions\/[^/]+$/);
    }
  });

  test('every subnet has a security group, and none Azure’s implicit way out', () => {
    const subnets = resources(stack, 'azurerm_subnet');
    expect(subnets).toHaveLength(3);
    for (const subnet of subnets) expect(subnet).toMatchObject({ default_outbound_access_enabled: false });
    expect(resources(stack, 'azurerm_subnet_network_security_group_association')).toHaveLength(3);
  });

  test('nodes start after their route, their roles and their keys', () => {
    const { depends_on: after } = only(stack, cluster);
    for (const needed of [
      'azurerm_route.',
      'azurerm_role_assignment.identities',
      'azurerm_role_assignment.keys',
    ]) {
      expect(after).toEqual(expect.arrayContaining([containing(needed)]));
    }
  });

  test('tripwire: what a cluster is made of', () => {
    expect(census(stack)).toMatchSnapshot();
  });
});

describe('exceptions', () => {
  const without: Readonly<Record<Control, readonly [string, unknown]>> = {
    'no-run-command': ['run_command_enabled', true],
    'kms-etcd-encryption': ['key_management_service', undefined],
    'customer-managed-disk-keys': ['disk_encryption_set_id', undefined],
    'host-encryption': ['default_node_pool.host_encryption_enabled', false],
    'fips-nodes': ['default_node_pool.fips_enabled', false],
    'ephemeral-os-disks': ['default_node_pool.os_disk_type', 'Managed'],
    'automatic-upgrades': ['automatic_upgrade_channel', undefined],
    'node-image-upgrades': ['node_os_upgrade_channel', 'None'],
    'image-cleaner': ['image_cleaner_enabled', false],
    'secret-rotation': ['key_vault_secrets_provider.secret_rotation_enabled', false],
    'control-plane-logs': ['', undefined],
    defender: ['microsoft_defender', undefined],
    'paid-tier': ['sku_tier', 'Free'],
    'fleet-gatekeeper': ['azure_policy_enabled', true],
  };
  const excepting = (control: Control): Partial<ClusterProps> => ({
    exceptions: [{ control, reason: 'measured, see ADR 12', expires: '2027-06-30' }],
    azurePolicy: control === 'fleet-gatekeeper',
  });

  test.each(
    (Object.entries(without) as [Control, readonly [string, unknown]][]).filter(([, [path]]) => path !== ''),
  )('%s', (control, [path, value]) => {
    const excepted = only(clusterStack(excepting(control)), cluster);
    const expected = only(clusterStack(), cluster);
    const read = (json: object): unknown =>
      path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], json);
    expect(read(excepted)).toEqual(value);
    expect(read(expected)).not.toEqual(value);
  });

  test('control-plane-logs', () => {
    const names = resources(
      clusterStack(excepting('control-plane-logs')),
      'azurerm_monitor_diagnostic_setting',
    );
    expect(names.map(({ name }) => name)).toEqual(['audit']);
  });

  test('the table covers every control', () => {
    expect(Object.keys(without).sort()).toEqual(Object.keys(controls).sort());
  });

  test('one exception gives up nothing else', () => {
    const excepted = only(clusterStack(excepting('fips-nodes')), cluster);
    const expected = only(clusterStack(), cluster);
    const pools = { default_node_pool: expect.anything() as unknown };
    expect({ ...excepted, ...pools }).toEqual({ ...expected, ...pools });
  });
});
