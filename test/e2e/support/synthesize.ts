import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..', '..');

/** Writes the example fleet's repository by `cdk8s synth` into a Git repository of its own, nothing committed. @returns the folder */
export async function synthesizeFleet(): Promise<string> {
  const output = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-synth-'));
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'cdk8s'), ['synth', '--output', output], {
    cwd: root,
    maxBuffer: 64 * 2 ** 20,
  });
  await promisify(execFile)('git', ['-C', output, 'init', '--quiet', '--template=', '--initial-branch=main']);
  return output;
}
