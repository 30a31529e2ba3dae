import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { providerPackages } from './provider-package';

function answers(program: string, ...parameters: string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).status === 0;
}

/** Why the Terraform bench cannot run here; undefined when it can. */
export function missingRequirement(): string | undefined {
  for (const { source, version, schema } of providerPackages) {
    if (!existsSync(schema)) return `no schema of ${source} ${version}: ${schema} is absent`;
  }
  if (!answers('terraform', '-version')) return 'no `terraform` on the PATH';
  if (!answers('go', 'version')) return 'no `go` on the PATH, which builds the test provider';
  return undefined;
}

const missing = missingRequirement();

/**
 * `describe` for tests that need the real Terraform: where it cannot run, the tests are skipped and the reason is
 * said, in the title and on standard error.
 */
export function describeTerraform(title: string, tests: () => void): void {
  if (missing === undefined) {
    describe(title, tests);
    return;
  }
  process.stderr.write(`Skipped "${title}": ${missing}\n`);
  describe.skip(`${title} (skipped: ${missing})`, tests);
}
