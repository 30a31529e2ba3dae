import '../support/cdktf-matchers';

import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';

import { census, containing, includes, parsed, resources, stackIn, synth } from './synth';

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

  test('tripwire: what the state is made of', () => {
    expect(census(stackIn(synth(), 'state'))).toMatchSnapshot();
  });
});
