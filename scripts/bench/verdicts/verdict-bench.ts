import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureProgram } from '../../../test/e2e/support/build-programs';
import { buildEngine } from '../../build-engine';
import { compiledKit } from '../compiled-kit';
import { writeManifests } from './files';
import { fortyPolicies } from './forty-policies';
import { type Run, runProgram } from './run-program';

/** What is measured side by side, and the folders that both read. Findings are no failure. */
export interface VerdictBench {
  /** Goes away at the end. */
  readonly directory: string;
  readonly engine: string;
  /** Where a repository is to be made. */
  readonly repository: string;
  /** Holds the forty policies. */
  readonly policies: string;
  /** What `fleetkeep` remembers from run to run. */
  readonly cacheDirectory: string;
  /** `gator test` with the policies and these files or folders. */
  readonly gator: (...files: readonly string[]) => Promise<Run>;
  /** The command line as it is published. */
  readonly fleetkeep: (...args: readonly string[]) => Promise<Run>;
}

/** Prepares a bench, hands it over and takes it away. */
export async function withVerdictBench(measure: (bench: VerdictBench) => Promise<void>): Promise<void> {
  const gator = await ensureProgram('gator');
  const engine = await buildEngine();
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const kit = compiledKit(join(directory, 'kit'));
    const policies = join(directory, 'policies');
    writeManifests(join(policies, 'all.yaml'), fortyPolicies());
    const expected = [0, 1];
    const variables = { FLEETKEEP_ENGINE: engine, XDG_CACHE_HOME: directory };
    await measure({
      directory,
      engine,
      policies,
      repository: join(directory, 'repository'),
      cacheDirectory: join(directory, 'fleetkeep'),
      gator: (...files) => {
        const given = [policies, ...files].flatMap((file) => ['-f', file]);
        return runProgram(gator, ['test', ...given, '-o', 'json'], { expected });
      },
      fleetkeep: (...args) => runProgram(process.execPath, [kit, ...args], { expected, variables }),
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
