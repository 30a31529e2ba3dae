import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureProgram } from '../../../test/e2e/support/build-programs';
import { buildEngine } from '../../build-engine';
import { compiledKit } from '../compiled-kit';
import { commitAll, initialize } from '../repository/generate-repository';
import { assertSameVerdicts, checkVerdicts, gatorVerdicts, parseCheck } from './compare';
import { distinctObjects, namespaces } from './distinct-objects';
import { writeManifests, writeObjects } from './files';
import { fortyPolicies, policyCount } from './forty-policies';
import { row } from './row';
import { runProgram } from './run-program';

const objectCount = 1_000;

/**
 * Distinct objects under forty policies: `fleetkeep check` as it is published, from its start to its end, nothing
 * remembered, against `gator test` with the same files. The bar: a quarter of gator's time.
 *
 * @throws Error when the verdicts differ
 */
export async function benchCheck(): Promise<void> {
  const gator = await ensureProgram('gator');
  const engine = await buildEngine();
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const fleetkeep = compiledKit(join(directory, 'kit'));
    const repository = join(directory, 'repository');
    const policies = join(directory, 'policies');
    writeManifests(join(policies, 'all.yaml'), fortyPolicies());
    initialize(repository);
    writeObjects(repository, [...namespaces, ...distinctObjects(objectCount)]);
    commitAll(repository);

    const peer = await runProgram(
      gator,
      [
        'test',
        '-f',
        policies,
        '-f',
        join(repository, 'apps'),
        '-f',
        join(repository, 'clusters'),
        '-o',
        'json',
      ],
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
    process.stdout.write(
      `\n${objectCount} distinct objects under ${policyCount} policies, ${document.findings.length} findings, equal\n` +
        [
          row('gator test', peer, peer),
          row('fleetkeep check, cold (bar: 4)', cold, peer),
          row('fleetkeep check, once more', warm, peer),
        ].join(''),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
