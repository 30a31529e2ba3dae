import { KubernetesCluster } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { type App, LocalBackend, TerraformOutput, TerraformStack, Testing } from 'cdktf';

import { synthesizeInfra } from '../../infra/synthesize';
import { validateInfra } from '../../infra/validations/validate-infra';

import { containing, type Declared, now, problemsOf, resolve } from './synth';

function problemsIn(declared: Declared): readonly string[] {
  return problemsOf(() => synthesizeInfra(Testing.app(), resolve(declared), { now }));
}

/** Problems when somebody adds a stack of their own beside the fleet's. */
function problemsWith(add: (app: App, stack: TerraformStack) => void): readonly string[] {
  return problemsOf(() => {
    const app = Testing.app();
    const fleet = resolve();
    synthesizeInfra(app, fleet, { now });
    const stack = new TerraformStack(app, 'extra');
    new AzurermProvider(stack, 'azurerm', { features: [{}] });
    add(app, stack);
    validateInfra(app, fleet);
  });
}

function vault(stack: TerraformStack, name: string): KeyVault {
  return new KeyVault(stack, 'vault', {
    name,
    location: 'westeurope',
    resourceGroupName: 'rg-extra',
    tenantId: '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
    skuName: 'standard',
  });
}

test('a plan of GitHub that protects nothing', () => {
  const github = {
    owner: 'acme',
    repository: 'fleet',
    plan: 'free',
    codeOwners: { '*': ['@acme/platform'] },
  } as const;
  expect(problemsIn({ fleet: { github } })).toContainEqual(
    containing(
      "github.plan 'free' goes without 'integrity': anybody who can write may push unsigned commits",
    ),
  );
});

describe('of the stacks, whoever made them', () => {
  test('a stack that is in order', () => {
    expect(problemsWith((_app, stack) => new LocalBackend(stack, { path: 'extra.tfstate' }))).toEqual([]);
  });

  test('no backend', () => {
    expect(problemsWith(() => undefined)).toEqual([
      containing("stack 'extra' has no backend; give it an AzurermBackend"),
    ]);
  });

  test('a path of one machine', () => {
    expect(problemsWith((_app, stack) => new LocalBackend(stack, {}))).toEqual([
      expect.stringMatching(
        /stack 'extra' keeps its state at the absolute path '\/.*terraform\.extra\.tfstate'/,
      ),
    ]);
  });

  test('a state that another stack has', () => {
    expect(
      problemsWith((_app, stack) => new LocalBackend(stack, { path: '../../../state.tfstate' })),
    ).toEqual([containing("stack 'extra' has its state at '../../../state.tfstate', as stack 'state' has")]);
  });

  test.each(['primary_access_key', 'primary_blob_connection_string', 'secondary_access_key'])(
    'an output of %s',
    (attribute) => {
      const problems = problemsWith((_app, stack) => {
        new LocalBackend(stack, { path: 'extra.tfstate' });
        const account = new StorageAccount(stack, 'account', {
          name: 'stextra',
          location: 'westeurope',
          resourceGroupName: 'rg-extra',
          accountTier: 'Standard',
          accountReplicationType: 'LRS',
          sharedAccessKeyEnabled: false,
        });
        new TerraformOutput(stack, 'secret', {
          value: account.getStringAttribute(attribute),
          sensitive: true,
        });
        new TerraformOutput(stack, 'harmless', { value: account.primaryBlobEndpoint });
      });
      expect(problems).toEqual([
        containing(`stack 'extra': output 'secret' shows '${attribute}', a credential`),
      ]);
    },
  );

  test.each([
    ['kv_acme', 'an underscore'],
    ['kv--acme', 'two hyphens'],
    ['kv', 'too short'],
    [`kv-${'a'.repeat(22)}`, 'too long'],
    ['1kv', 'a digit first'],
  ])('the vault’s name %s: %s', (name) => {
    const problems = problemsWith((_app, stack) => {
      new LocalBackend(stack, { path: 'extra.tfstate' });
      vault(stack, name);
    });
    expect(problems).toEqual([
      containing(`stack 'extra': azurerm_key_vault is named '${name}' (${name.length} characters)`),
    ]);
  });

  test.each<readonly [string, unknown, string]>([
    ['resource.azurerm_resource_group.it.name', 'rg', 'resource.azurerm_resource_group.it'],
    ['data.azurerm_client_config.it', {}, 'data.azurerm_client_config.it'],
    ['output.secret.value', 'a', 'output.secret'],
    ['terraform.backend', { local: {} }, 'terraform.backend'],
    ['provider.azurerm', [{}], 'provider.azurerm'],
  ])('an override of %s on the stack itself', (path, value, told) => {
    const problems = problemsWith((_app, stack) => {
      new LocalBackend(stack, { path: 'extra.tfstate' });
      stack.addOverride(path, value);
    });
    expect(problems).toEqual([
      `stack 'extra': addOverride on the stack itself reaches '${told}', past every check; call addOverride on what it changes`,
    ]);
  });

  test('a pinned version and a note are no such override', () => {
    const problems = problemsWith((_app, stack) => {
      new LocalBackend(stack, { path: 'extra.tfstate' });
      stack.addOverride('terraform.required_providers.azurerm.version', '4.57.0');
      stack.addOverride('//.team', 'shop');
    });
    expect(problems).toEqual([]);
  });

  test('an escape hatch does not slip past', () => {
    const problems = problemsOf(() => {
      const app = Testing.app();
      const fleet = resolve();
      synthesizeInfra(app, fleet, { now });
      const cluster = app.node
        .findChild('cluster-prod-weu')
        .node.findAll()
        .find((node) => node instanceof KubernetesCluster);
      cluster?.addOverride('name', 'a'.repeat(64));
      validateInfra(app, fleet);
    });
    expect(problems).toEqual([
      containing("stack 'cluster-prod-weu': azurerm_kubernetes_cluster is named 'aaaa"),
    ]);
  });
});
