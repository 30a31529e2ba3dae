import { join } from 'node:path';
import { isJsonObject, listOf, objectAt, readJson, type JsonObject } from './json';

/** A stack as `cdktf synth` wrote it. */
export interface SynthesisedStack {
  readonly name: string;
  /** The folder that holds its `cdk.tf.json`. */
  readonly folder: string;
  readonly configuration: JsonObject;
  /** Names of stacks that must be applied before, as the manifest says. */
  readonly dependencies: readonly string[];
}

/** A `data.terraform_remote_state`, or a `terraform.backend`: a kind of backend and its settings. */
export interface BackendReference {
  readonly name: string;
  readonly backend: string;
  readonly settings: JsonObject;
}

/**
 * Reads what `cdktf synth` wrote.
 *
 * @param directory the output folder, which holds `manifest.json`
 */
export function readSynthesisedStacks(directory: string): SynthesisedStack[] {
  const stacks = objectAt(readJson(join(directory, 'manifest.json')), 'stacks');
  return Object.entries(stacks).map(([name, stack]) => {
    const { workingDirectory, synthesizedStackPath, dependencies } = objectAt({ stack }, 'stack');
    return {
      name,
      folder: join(directory, String(workingDirectory)),
      configuration: objectAt({ root: readJson(join(directory, String(synthesizedStackPath))) }, 'root'),
      dependencies: listOf(dependencies).map(String),
    };
  });
}

/** Where the stack's state is kept. */
export function stateBackend({ name, configuration }: SynthesisedStack): BackendReference | undefined {
  for (const terraform of listOf(configuration.terraform)) {
    for (const [backend, settings] of Object.entries(objectAt(terraform, 'backend'))) {
      return { name, backend, settings: objectAt({ settings: listOf(settings)[0] }, 'settings') };
    }
  }
  return undefined;
}

/** The other states that the stack reads. */
export function remoteStates({ configuration }: SynthesisedStack): BackendReference[] {
  return Object.entries(objectAt(configuration, 'data', 'terraform_remote_state')).map(
    ([name, reference]) => {
      const { backend, config } = objectAt({ reference: listOf(reference)[0] }, 'reference');
      return { name, backend: String(backend), settings: isJsonObject(config) ? config : {} };
    },
  );
}
