import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from './policy';

/** A manifest that shows what a policy allows or denies. */
export interface Sample {
  /** The file's name without its ending, for instance `disallowed-init-container`. */
  readonly name: string;
  readonly expectation: 'allowed' | 'disallowed';
  /** The comment that the file starts with. */
  readonly description: string;
  /** The whole file. */
  readonly yaml: string;
}

/** The folder of a policy. */
export function policyDirectory(policy: Policy): string {
  return join(__dirname, policy.category, policy.id);
}

/** The Rego of a policy, as it stands in its `template.rego`. */
export function templateRego(policy: Policy): string {
  return readFileSync(join(policyDirectory(policy), 'template.rego'), 'utf8');
}

/**
 * The shared modules that a module imports, directly or through one another, sorted by name.
 *
 * @param own shared modules by name that are not files in `policies/lib`
 * @throws Error when it imports `data.lib.<name>` and there is no `policies/lib/<name>.rego`.
 */
export function libraryRego(rego: string, own: Readonly<Record<string, string>> = {}): readonly string[] {
  const found = new Map<string, string>();
  const visit = (source: string): void => {
    for (const [, name] of source.matchAll(/^import data\.lib\.(\w+)$/gm)) {
      if (name === undefined || found.has(name)) continue;
      const library = own[name] ?? readFileSync(join(__dirname, 'lib', `${name}.rego`), 'utf8');
      found.set(name, library);
      visit(library);
    }
  };
  visit(rego);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, library]) => library);
}

/** What stands in the cluster when a policy's samples are judged, as YAML documents; `''` where nothing has to. */
export function inventoryYaml(policy: Policy): string {
  const file = join(policyDirectory(policy), 'inventory.yaml');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * The samples of a policy: what is allowed first, each by name.
 *
 * @throws Error when a file is named otherwise or does not start with a comment.
 */
export function samplesOf(policy: Policy): readonly Sample[] {
  const directory = join(policyDirectory(policy), 'samples');
  return readdirSync(directory)
    .sort()
    .map((file) => {
      const sample = readSample(directory, file);
      if (typeof sample === 'string') throw new Error(`${join(directory, file)}: ${sample}`);
      return sample;
    });
}

/** The sample of a file; a text says what is wrong with it. */
export function readSample(directory: string, file: string): Sample | string {
  const [, name, expectation] = /^((allowed|disallowed)-[a-z0-9-]+)\.yaml$/.exec(file) ?? [];
  const yaml = readFileSync(join(directory, file), 'utf8');
  const comment = /^(?:# ?.*\n)+/.exec(yaml)?.[0];
  if (name === undefined || comment === undefined) {
    return 'a sample is named allowed-<what>.yaml or disallowed-<what>.yaml and starts with a comment.';
  }
  return {
    name,
    expectation: expectation === 'allowed' ? 'allowed' : 'disallowed',
    description: comment.replace(/^# ?/gm, '').trim().replace(/\n/g, ' '),
    yaml,
  };
}
