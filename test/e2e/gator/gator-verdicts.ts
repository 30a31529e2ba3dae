import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ensureProgram } from '../support/build-programs';
import type { KubernetesObject } from '../support/kubernetes-object';
import { goEnvironment } from '../support/go-environment';

/** One element of what `gator test --output json` prints. */
interface GatorResult {
  readonly msg: string;
  readonly constraint: { readonly metadata: { readonly name: string } };
  readonly violatingObject: KubernetesObject;
}

/**
 * Asks `gator test` about objects, policies among them.
 *
 * @returns the violations of one of them, as `[constraint] message`, sorted, each once
 * @throws Error when gator could not judge
 */
export async function gatorVerdicts(
  objects: readonly KubernetesObject[],
): Promise<(object: KubernetesObject) => readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-gator-'));
  try {
    const file = join(folder, 'objects.yaml');
    writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
    const results = await run(await ensureProgram('gator'), ['test', '--filename', file, '--output', 'json']);
    return ({ kind, metadata }) => {
      const own = results.filter(
        ({ violatingObject: { kind: otherKind, metadata: other } }) =>
          otherKind === kind && other.name === metadata.name && other.namespace === metadata.namespace,
      );
      return [...new Set(own.map(({ constraint, msg }) => `[${constraint.metadata.name}] ${msg}`))].sort();
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** gator ends with 1 when something is denied, and when it failed; then stdout holds no JSON. */
function run(gator: string, parameters: readonly string[]): Promise<readonly GatorResult[]> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 256 * 2 ** 20, env: { ...goEnvironment, ...process.env } };
    const child = execFile(gator, parameters, options, (error, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as readonly GatorResult[] | null) ?? []);
      } catch {
        reject(new Error(`gator ${parameters.join(' ')}: ${error?.message ?? ''}\n${stderr}`));
      }
    });
    // It reads its standard input too, to the end, when that is a pipe.
    child.stdin?.end();
  });
}
