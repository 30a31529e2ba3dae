import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry';
import { DataAzurermKeyVaultSecret } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { KubernetesCluster } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { RedisCache } from '@cdktf/provider-azurerm/lib/redis-cache';
import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { ActionsSecret } from '@cdktf/provider-github/lib/actions-secret';
import { LocalBackend, TerraformHclModule, TerraformResource, TerraformStack, Testing } from 'cdktf';

import type { StateSecretException } from '../../fleet/state-secret-exception';
import { synthesizeProject } from '../../infra/project';
import { synthesizeInfra } from '../../infra/synthesize';
import { lockedOut } from '../../infra/validations/secrets-in-state/locked-out';
import { sensitiveAttributes } from '../../infra/validations/secrets-in-state/sensitive-attributes';
import { validateInfra } from '../../infra/validations/validate-infra';

import { declare, now, problemsOf, resolve } from './synth';

/** Problems of a fleet beside which somebody has a stack of their own. */
function problemsWith(
  add: (stack: TerraformStack) => unknown,
  exceptions: readonly StateSecretException[] = [],
): readonly string[] {
  return problemsOf(() => {
    const app = Testing.app();
    const fleet = { ...resolve(), exceptions };
    // The fleet's own stacks come first, without the exceptions of a stack that is not there yet.
    synthesizeInfra(app, { ...fleet, exceptions: [] }, { now });
    const stack = new TerraformStack(app, 'extra');
    new LocalBackend(stack, { path: 'extra.tfstate' });
    new AzurermProvider(stack, 'azurerm', { features: [{}] });
    add(stack);
    validateInfra(app, fleet);
  });
}

const place = { location: 'westeurope', resourceGroupName: 'rg-extra' };
const redis = { ...place, name: 'cache', capacity: 1, family: 'C', skuName: 'Standard' };
const registry = { ...place, name: 'crextra', sku: 'Premium' };
const account = { ...place, name: 'stextra', accountTier: 'Standard', accountReplicationType: 'LRS' };
const aks = {
  ...place,
  name: 'aks-extra',
  dnsPrefix: 'extra',
  defaultNodePool: { name: 'system', vmSize: 'Standard_D4ds_v5' },
};

/** A module from the registry. */
function moduleOf(stack: TerraformStack): void {
  new TerraformHclModule(stack, 'database', { source: 'Azure/postgresql/azurerm', version: '3.1.1' });
}

/** A resource of a provider that the tests have no bindings of. */
function other(stack: TerraformStack, type: string, values: Readonly<Record<string, unknown>> = {}): void {
  const resource = new TerraformResource(stack, 'it', { terraformResourceType: type });
  for (const [path, value] of Object.entries(values)) resource.addOverride(path, value);
}

describe('a secret that a state would hold is refused, with its place and a way out', () => {
  test('what a module makes is not known, and no exception is offered', () => {
    expect(problemsWith(moduleOf)).toEqual([
      "stack 'extra': module 'database': what it puts into Terraform's state cannot be judged here; write its resources out, or leave it to another configuration",
    ]);
  });

  test.each<readonly [string, (stack: TerraformStack) => unknown, readonly string[]]>([
    [
      'kubeconfig with local accounts',
      (stack) => new KubernetesCluster(stack, 'it', aks),
      ['azurerm_kubernetes_cluster.it', "'kube_admin_config', ", 'set local_account_disabled: true'],
    ],
    [
      'keys of a storage account',
      (stack) => new StorageAccount(stack, 'it', account),
      ['azurerm_storage_account.it', "'primary_access_key'", 'set shared_access_key_enabled: false'],
    ],
    [
      'the admin of a registry',
      (stack) => new ContainerRegistry(stack, 'it', { ...registry, adminEnabled: true }),
      ['azurerm_container_registry.it', "'admin_password'", 'set admin_enabled: false'],
    ],
    [
      'keys of a cache',
      (stack) => new RedisCache(stack, 'it', redis),
      ['azurerm_redis_cache.it', "'primary_access_key'", 'set access_keys_authentication_enabled: false'],
    ],
    [
      'a secret of a vault',
      (stack) => new KeyVaultSecret(stack, 'it', { name: 'a', keyVaultId: 'b', value: '${var.password}' }),
      ['azurerm_key_vault_secret.it', "'value'", '_wo'],
    ],
    [
      'a secret that is read',
      (stack) => new DataAzurermKeyVaultSecret(stack, 'it', { name: 'a', keyVaultId: 'b' }),
      ['data.azurerm_key_vault_secret.it', "'value'", 'sign in with an identity'],
    ],
    [
      'a secret of a workflow',
      (stack) => new ActionsSecret(stack, 'it', { repository: 'a', secretName: 'B', plaintextValue: 'c' }),
      ['github_actions_secret.it', "'plaintext_value'"],
    ],
    [
      'a password that an escape hatch gives, in a list of blocks',
      (stack) =>
        new KubernetesCluster(stack, 'it', { ...aks, localAccountDisabled: true }).addOverride(
          'windows_profile',
          [{ admin_username: 'a', admin_password: 'b' }],
        ),
      ['azurerm_kubernetes_cluster.it', "'windows_profile.admin_password'"],
    ],
    [
      'a password by chance',
      (stack) => other(stack, 'random_password', { length: 20 }),
      ['random_password.it', "'bcrypt_hash', 'result'", 'make it outside of Terraform'],
    ],
    [
      'a private key',
      (stack) => other(stack, 'tls_private_key', { algorithm: 'ED25519' }),
      ['tls_private_key.it', "'private_key_openssh'"],
    ],
    [
      'a provider of which nothing is known',
      (stack) => other(stack, 'vault_generic_secret'),
      ["provider 'vault' is not known here"],
    ],
  ])('%s', (_title, add, words) => {
    const problems = problemsWith(add);
    expect(problems).toHaveLength(1);
    for (const word of ["stack 'extra': ", ...words]) expect(problems[0]).toContain(word);
    expect(problems[0]).toMatch(
      /or declare exceptions of the fleet: \[\{ control: 'no-secret-in-state', stack: 'extra', resource: '[\w.]+\.it', reason, expires \}\]$/,
    );
  });
});

describe('what opens nothing, or is none', () => {
  test.each<readonly [string, (stack: TerraformStack) => unknown]>([
    [
      'a kubeconfig without accounts',
      (stack) => new KubernetesCluster(stack, 'it', { ...aks, localAccountDisabled: true }),
    ],
    [
      'keys that are off',
      (stack) => new StorageAccount(stack, 'it', { ...account, sharedAccessKeyEnabled: false }),
    ],
    ['a registry without an admin, unsaid', (stack) => new ContainerRegistry(stack, 'it', registry)],
    [
      'a secret that never reaches the state',
      (stack) =>
        new KeyVaultSecret(stack, 'it', { name: 'a', keyVaultId: 'b', valueWo: 'c', valueWoVersion: 1 }),
    ],
    [
      'a secret that GitHub alone can read',
      (stack) => new ActionsSecret(stack, 'it', { repository: 'a', secretName: 'B', encryptedValue: 'c' }),
    ],
    ['a random name', (stack) => other(stack, 'random_pet')],
    ['a moment', (stack) => other(stack, 'time_static')],
  ])('%s', (_title, add) => {
    expect(problemsWith(add)).toEqual([]);
  });
});

describe('exceptions', () => {
  const exception: StateSecretException = {
    control: 'no-secret-in-state',
    stack: 'extra',
    resource: 'azurerm_redis_cache.it',
    reason: 'Its client knows no Entra ID yet',
    expires: '2027-06-30',
  };
  const cache = (stack: TerraformStack): unknown => new RedisCache(stack, 'it', redis);

  test('excuse one resource', () => {
    expect(problemsWith(cache, [exception])).toEqual([]);
    expect(
      problemsWith((stack) => (cache(stack), new RedisCache(stack, 'other', redis)), [exception]),
    ).toEqual([expect.stringContaining("stack 'extra': azurerm_redis_cache.other: ")]);
  });

  test('that excuse nothing are refused', () => {
    expect(problemsWith(() => undefined, [exception])).toEqual([
      "exceptions of the fleet: 'no-secret-in-state' names 'azurerm_redis_cache.it' of stack 'extra', where there is none with a secret; take it away, or correct it",
    ]);
  });
});

test("a project's own stack is judged with the fleet's, and nothing is written", () => {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-project-'));
  try {
    const told: string[] = [];
    const outdir = join(directory, 'cdktf.out');
    const code = synthesizeProject(declare(), {
      directory,
      outdir,
      now,
      report: (line) => told.push(line),
      addStacks: (app) => {
        const stack = new TerraformStack(app, 'extra');
        new LocalBackend(stack, { path: 'extra.tfstate' });
        new AzurermProvider(stack, 'azurerm', { features: [{}] });
        new RedisCache(stack, 'it', redis);
      },
    });
    expect(code).toBe(1);
    expect(told.join()).toContain("stack 'extra': azurerm_redis_cache.it: ");
    expect(existsSync(outdir) ? readdirSync(outdir, { recursive: true }) : []).not.toContain('manifest.json');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe('the tables', () => {
  test("the fleet's own stacks hold none", () => {
    expect(problemsWith(() => undefined)).toEqual([]);
  });

  test('every type that can be locked has keys', () => {
    const without = Object.keys(lockedOut).filter(
      (type) => sensitiveAttributes.resource[type]?.made === undefined,
    );
    expect(without).toEqual([]);
  });

  const schema = resolvePath(__dirname, '../../../shared/terraform/azurerm-4.55.0.schema.json.gz');
  const testWithSchema = existsSync(schema) ? test : test.skip;

  testWithSchema('every lock is an argument of its type', () => {
    const text = gunzipSync(readFileSync(schema)).toString('utf8');
    const { provider_schemas: providers } = JSON.parse(text) as {
      provider_schemas: Record<
        string,
        {
          resource_schemas: Record<string, { block: { attributes: Record<string, { optional?: boolean }> } }>;
        }
      >;
    };
    const [provider] = Object.values(providers);
    const wrong = Object.entries(lockedOut).filter(
      ([type, { argument }]) =>
        provider?.resource_schemas[type]?.block.attributes[argument]?.optional !== true,
    );
    expect(wrong).toEqual([]);
  });
});
