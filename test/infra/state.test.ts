import '../support/cdktf-matchers';

import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';

import { isUuid } from '../../fleet/names';
import { assignedRoles } from '../../infra/azure/built-in-roles';
import { planActions } from '../../infra/azure/deployment-rights';
import { declareFleet } from '../fleet/declare';

import { census, containing, group, includes, parsed, resources, stackIn, synth } from './synth';

describe('state', () => {
  const stacks = synth({ clusters: { 'prod-weu': {}, 'dev-weu': { stage: 'dev' } } });
  const state = stackIn(stacks, 'state');

  test.each<readonly [string, Record<string, unknown>]>([
    [
      'no keys',
      { shared_access_key_enabled: false, default_to_oauth_authentication: true, local_user_enabled: false },
    ],
    ['nothing public', { allow_nested_items_to_be_public: false, cross_tenant_replication_enabled: false }],
    [
      'encrypted twice and in transit',
      { infrastructure_encryption_enabled: true, min_tls_version: 'TLS1_2' },
    ],
    ['copied to another region', { account_replication_type: 'GRS' }],
    [
      'every version kept for a month',
      {
        blob_properties: includes({
          versioning_enabled: true,
          delete_retention_policy: { days: 30 },
          container_delete_retention_policy: { days: 30 },
        }),
      },
    ],
    [
      'encrypted with a key of the customer',
      {
        customer_managed_key: {
          key_vault_key_id: containing('uri.value'),
          user_assigned_identity_id: containing('azurerm_user_assigned_identity'),
        },
      },
    ],
    ['cannot be destroyed', { lifecycle: { prevent_destroy: true } }],
  ])('%s', (_title, properties) => {
    expect(state).toHaveResourceWithProperties(StorageAccount, properties);
  });

  test('one private container an environment', () => {
    const containers = resources(state, 'azurerm_storage_container');
    expect(containers.map(({ name }) => name).sort()).toEqual([
      'shared',
      'stage-dev',
      'stage-prod',
      'stage-staging',
    ]);
    for (const container of containers) expect(container).toMatchObject({ container_access_type: 'private' });
  });

  test('on the first day its own state is beside fleet.ts, later where all states are', () => {
    expect(parsed(state).terraform).toMatchObject({ backend: { local: { path: '../../../state.tfstate' } } });
    const later = stackIn(synth({}, { firstDay: { stateBackend: 'azurerm' } }), 'state');
    expect(parsed(later).terraform).toMatchObject({
      backend: { azurerm: { container_name: 'shared', key: 'state.tfstate', use_azuread_auth: true } },
    });
  });

  test('its public address goes when there is a private one', () => {
    const later = stackIn(synth({}, { firstDay: { stateNetwork: 'private' } }), 'state');
    expect(later).toHaveResourceWithProperties(StorageAccount, {
      public_network_access_enabled: false,
      network_rules: { default_action: 'Deny', bypass: ['AzureServices'] },
    });
  });

  test('who plans and who applies sign in by their jobs’ tokens', () => {
    const subjects = resources(state, 'azurerm_federated_identity_credential').map(({ subject }) => subject);
    expect(subjects.sort()).toEqual([
      'repo:acme/fleet:environment:apply-shared',
      'repo:acme/fleet:environment:apply-stage-dev',
      'repo:acme/fleet:environment:apply-stage-prod',
      'repo:acme/fleet:pull_request',
    ]);
    expect(parsed(state).output).toMatchObject({
      plan_client_id: { value: containing('client_id') },
      apply_client_ids: { value: { 'apply-stage-prod': containing('client_id') } },
    });
  });

  test('who plans writes nothing', () => {
    const plan = resources(state, 'azurerm_role_assignment').filter(({ principal_id }) =>
      String(principal_id).includes('identities_plan'),
    );
    expect(plan.map((role) => role['role_definition_name'])).toEqual(
      expect.arrayContaining(['Reader', 'Storage Blob Data Reader']),
    );
    expect(JSON.stringify(plan)).not.toMatch(/Contributor|Owner|Administrator/);
    expect(planActions.filter((action) => /write|delete|\*/.test(action))).toEqual([]);
  });

  test('who applies opens the states of the own environment, and owns nothing', () => {
    const roles = resources(state, 'azurerm_role_assignment');
    expect(JSON.stringify(roles)).not.toMatch(/"Owner"|"Contributor"|User Access Administrator/);
    const writers = roles.filter((role) => role['role_definition_name'] === 'Storage Blob Data Contributor');
    expect(
      writers.map(({ scope }) => /storage_([\w-]+?)_[0-9A-F]{8}/.exec(String(scope))?.[1]).sort(),
    ).toEqual(['shared', 'stage-dev', 'stage-prod']);
    const administrators = roles.filter(({ condition }) => condition !== undefined);
    expect(administrators).toHaveLength(3);
    for (const { condition } of administrators) {
      expect(condition).toContain('RoleDefinitionId] ForAnyOfAnyValues:GuidEquals');
      // Owner, User Access Administrator, Role Based Access Control Administrator.
      for (const id of ['8e3af657', '18d7d88d', 'f58310d9']) expect(condition).not.toContain(id);
    }
  });

  test('every role that another stack assigns may be assigned, and no more', () => {
    const all = synth({
      fleet: { azure: { ...declareFleet().props.azure, pimGroups: [group] } },
      clusters: { 'prod-weu': { administratorGroup: group } },
      grants: {
        a: { role: 'writer', namespace: 'shop' },
        b: { role: 'admin', namespace: 'shop' },
        c: { namespace: 'shop' },
      },
    });
    const assigned = [...all]
      .filter(([id]) => id !== 'state')
      .flatMap(([, text]) => resources(text, 'azurerm_role_assignment'))
      .map((role) => String(role['role_definition_name']));
    expect([...new Set(assigned)].sort()).toEqual(Object.keys(assignedRoles).sort());
    for (const id of Object.values(assignedRoles)) expect(isUuid(id)).toBe(true);
  });

  test('tripwire: what the state is made of', () => {
    expect(census(stackIn(synth(), 'state'))).toMatchSnapshot();
  });
});
