import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureProgram } from '../../../test/e2e/support/build-programs';
import { buildEngine } from '../../build-engine';
import { commitAll, initialize } from '../repository/generate-repository';
import { assertSameVerdicts, checkVerdicts, gatorVerdicts, parseCheck } from './compare';
import { distinctObjects, namespaces } from './distinct-objects';
import { writeManifests, writeObjects } from './files';
import { fortyPolicies, policyCount } from './forty-policies';
import { runProgram } from './run-program';

const objectCount = 1_000;
const fleetkeep = join(__dirname, '../../../bin/fleetkeep.js');

/**
 * Distinct objects under forty policies: `fleetkeep check` from its start to its end, nothing remembered, against
 * `gator test` with the same files. The bar: a quarter of gator's time.
 *
 * @throws Error when the verdicts differ
 */
export async function benchCheck(): Promise<void> {
  const gator = await ensureProgram('gator');
  const engine = await buildEngine();
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const repository = join(directory, 'repository');
    const policies = join(directory, 'policies');
    writeManifests(join(policies, 'all.yaml'), fortyPolicies());
    initialize(repository);
    writeObjects(repository, [...namespaces, ...distinctObjects(objectCount)]);
    commitAll(repository);

    const peer = await runProgram(
      gator,
      ['test', '-f', policies, '-f', join(repository, 'apps'), '-o', 'json'],
      {
        expected: [0, 1],
      },
    );
    const entry = ['--repository', repository, '--entry', 'bench=./clusters/bench'];
    const options = { expected: [0, 1], variables: { FLEETKEEP_ENGINE: engine, XDG_CACHE_HOME: directory } };
    const check = [fleetkeep, 'check', ...entry, '--policies', policies, '-o', 'json'];
    const cold = await runProgram(process.execPath, check, options);
    const warm = await runProgram(process.execPath, check, options);

    const document = parseCheck(cold.stdout);
    assertSameVerdicts(gatorVerdicts(peer.stdout), checkVerdicts(document));
    assertSameVerdicts(checkVerdicts(document), checkVerdicts(parseCheck(warm.stdout)));
    const show = (name: string, { seconds, peakMebibytes }: typeof cold): string =>
      `${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s  ${(peer.seconds / seconds).toFixed(1).padStart(7)} times faster  ${peakMebibytes?.toFixed(0) ?? '?'} MiB\n`;
    process.stdout.write(
      `\n${objectCount} distinct objects under ${policyCount} policies, ${document.findings.length} findings, equal\n` +
        show('gator test', peer) +
        show('fleetkeep check, cold', cold) +
        show('fleetkeep check, once more', warm),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
