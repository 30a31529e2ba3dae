import '../support/cdktf-matchers';

import { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry';
import { Firewall } from '@cdktf/provider-azurerm/lib/firewall';
import { FirewallPolicy } from '@cdktf/provider-azurerm/lib/firewall-policy';
import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { SecurityCenterSubscriptionPricing } from '@cdktf/provider-azurerm/lib/security-center-subscription-pricing';
import type { TerraformConstructor } from 'cdktf/lib/testing/matchers';

import type { ClusterProps } from '../../fleet/cluster';
import { declareFleet } from '../fleet/declare';

import { census, containing, includes, isolated, parsed, resources, stackIn, synth } from './synth';

const hardened: readonly (readonly [string, TerraformConstructor, Record<string, unknown>])[] = [
  [
    'registry: no password, nobody anonymous, no public address, nothing exported, quarantine, retention',
    ContainerRegistry,
    {
      sku: 'Premium',
      admin_enabled: false,
      anonymous_pull_enabled: false,
      public_network_access_enabled: false,
      export_policy_enabled: false,
      quarantine_policy_enabled: true,
      retention_policy_in_days: 7,
      zone_redundancy_enabled: true,
      data_endpoint_enabled: true,
      lifecycle: includes({ prevent_destroy: true }),
    },
  ],
  [
    'vault',
    KeyVault,
    {
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      public_network_access_enabled: false,
      lifecycle: includes({ prevent_destroy: true }),
    },
  ],
  [
    'logs: no workspace keys, kept for three months',
    LogAnalyticsWorkspace,
    {
      local_authentication_enabled: false,
      retention_in_days: 90,
      lifecycle: includes({ prevent_destroy: true }),
    },
  ],
  ['firewall with a policy over zones', Firewall, { sku_tier: 'Premium', zones: ['1', '2', '3'] }],
  [
    'known bad addresses and known attacks are denied',
    FirewallPolicy,
    { threat_intelligence_mode: 'Deny', intrusion_detection: { mode: 'Deny' } },
  ],
  [
    'Defender’s plan for containers',
    SecurityCenterSubscriptionPricing,
    { resource_type: 'Containers', tier: 'Standard' },
  ],
  [
    'who reads the state is logged',
    MonitorDiagnosticSetting,
    {
      target_resource_id: containing('/blobServices/default'),
      enabled_log: [{ category: 'StorageRead' }, { category: 'StorageWrite' }, { category: 'StorageDelete' }],
    },
  ],
  [
    'what the firewall denies is logged',
    MonitorDiagnosticSetting,
    {
      target_resource_id: containing('azurerm_firewall.'),
      enabled_log: [{ category_group: 'allLogs' }],
    },
  ],
  [
    "Terraform's state has a private address",
    PrivateEndpoint,
    {
      private_service_connection: includes({
        subresource_names: ['blob'],
        private_connection_resource_id: containing('/storageAccounts/stacmetf'),
      }),
    },
  ],
];

/** A GitHub Enterprise Server: what an isolated cluster can reach. */
const serverGithub = {
  owner: 'acme',
  repository: 'fleet',
  host: 'github.acme.example',
  plan: 'enterprise' as const,
  codeOwners: { '*': ['@acme/platform'] },
};

describe('hub', () => {
  const declared = { 'prod-weu': {}, 'dev-weu': { stage: 'dev' }, 'prod-neu': { location: 'northeurope' } };
  const hub = stackIn(synth({ clusters: declared }), 'hub');

  test.each(hardened)('%s', (_title, type, properties) => {
    expect(hub).toHaveResourceWithProperties(type, properties);
  });

  test('one a region, not one a cluster', () => {
    expect(resources(hub, 'azurerm_container_registry').map(({ location }) => location)).toEqual([
      'northeurope',
      'westeurope',
    ]);
    expect(Object.keys(parsed(hub).output ?? {})).toEqual(['northeurope', 'westeurope']);
  });

  test('it names no cluster', () => {
    for (const name of Object.keys(declared)) expect(hub).not.toContain(name);
  });

  test('nothing leaves but to what is listed', () => {
    const groups = resources(hub, 'azurerm_firewall_policy_rule_collection_group');
    const text = JSON.stringify(groups);
    expect(text).toContain('AzureKubernetesService');
    expect(text).toContain('github.com');
    expect(text).not.toMatch(/"destination_(fqdns|addresses)":\["\*"\]/);
    expect(text).not.toContain('"0.0.0.0/0"');
  });

  test('clusters read what the hub writes, field by field', () => {
    const stacks = synth({
      fleet: { github: serverGithub },
      clusters: { 'prod-weu': {}, 'prod-iso': isolated },
    });
    const written = Object.keys(
      parsed(stackIn(stacks, 'hub')).output?.['westeurope']?.['value'] as Record<string, unknown>,
    );
    const both = stackIn(stacks, 'cluster-prod-weu') + stackIn(stacks, 'cluster-prod-iso');
    const read = [...both.matchAll(/terraform_remote_state\.hub\.outputs\.westeurope\.(\w+)/g)].map(
      ([, field]) => field,
    );
    expect([...new Set(read)].sort()).toEqual(written.sort());
  });

  test.each<readonly [string, Partial<ClusterProps>, number, number]>([
    ['firewall', {}, 1, 1],
    ['nat-gateway', { egress: 'nat-gateway' }, 0, 1],
    ['isolated', isolated, 0, 2],
  ])('%s: the hub has what its clusters take', (_egress, props, firewalls, registries) => {
    const stack = stackIn(synth({ fleet: { github: serverGithub }, clusters: { one: props } }), 'hub');
    expect(resources(stack, 'azurerm_firewall')).toHaveLength(firewalls);
    expect(resources(stack, 'azurerm_container_registry')).toHaveLength(registries);
  });

  test("AKS's artifacts are kept outside of quarantine, and nowhere else", () => {
    const stack = stackIn(synth({ fleet: { github: serverGithub }, clusters: { one: isolated } }), 'hub');
    expect(
      resources(stack, 'azurerm_container_registry').map((one) => one['quarantine_policy_enabled']),
    ).toEqual(expect.arrayContaining([true, undefined]));
    expect(resources(stack, 'azurerm_container_registry_cache_rule')).toEqual([
      includes({ source_repo: 'mcr.microsoft.com/*', target_repo: 'aks-managed-repository/*' }),
    ]);
  });

  test("a plan of Defender's that somebody else bought is left alone", () => {
    const azure = { ...declareFleet().props.azure, defenderPlan: 'elsewhere' as const };
    const stack = stackIn(synth({ fleet: { azure } }), 'hub');
    expect(resources(stack, 'azurerm_security_center_subscription_pricing')).toEqual([]);
  });

  test('tripwire: what a hub of one region is made of', () => {
    expect(census(stackIn(synth(), 'hub'))).toMatchSnapshot();
  });
});
