import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectAt, type JsonObject } from './json';
import { providerPackages } from './provider-package';
import { temporaryFolder } from './temporary-folder';

/** What every hand-written stack says of its providers, unless it says otherwise. */
const providers: JsonObject = {
  azurerm: [{ features: [{}], subscription_id: '00000000-0000-4000-8000-000000000001' }],
  github: [{ owner: 'acme' }],
};

const requiredProviders: JsonObject = Object.fromEntries(
  providerPackages.map(({ source, version }) => [String(source.split('/')[1]), { source, version }] as const),
);

/** The same names as `cdktf synth` gives, so that the bench cannot tell the difference. */
function backend(stack: string): JsonObject {
  return {
    azurerm: {
      storage_account_name: 'sttest',
      container_name: 'states',
      key: `${stack}.tfstate`,
      use_azuread_auth: true,
    },
  };
}

/** A `terraform_remote_state` of another hand-written stack. */
export function stateOf(stack: string): JsonObject {
  return { backend: 'azurerm', config: objectAt(backend(stack), 'azurerm') };
}

function write(root: string, name: string, configuration: JsonObject): JsonObject {
  const workingDirectory = `stacks/${name}`;
  const complete: JsonObject = {
    provider: providers,
    ...configuration,
    terraform: {
      required_providers: requiredProviders,
      backend: backend(name),
      ...objectAt(configuration, 'terraform'),
    },
  };
  mkdirSync(join(root, workingDirectory), { recursive: true });
  writeFileSync(join(root, workingDirectory, 'cdk.tf.json'), JSON.stringify(complete, null, 2));
  return {
    name,
    workingDirectory,
    synthesizedStackPath: `${workingDirectory}/cdk.tf.json`,
    dependencies: [],
  };
}

/**
 * Writes configurations by hand in the layout of `cdktf synth`, for what the bindings' types would not let one write.
 *
 * @param configurations a stack's name and its `cdk.tf.json`, without providers and backend
 * @returns the folder, which goes when the test file's tests have ended
 */
export function writtenStacks(configurations: Readonly<Record<string, JsonObject>>): string {
  const root = temporaryFolder('written');
  const stacks = Object.entries(configurations).map(
    ([name, content]) => [name, write(root, name, content)] as const,
  );
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ stacks: Object.fromEntries(stacks) }));
  return root;
}
