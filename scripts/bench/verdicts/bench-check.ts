import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { commitAll, initialize } from '../repository/generate-repository';
import { assertSameVerdicts, checkVerdicts, gatorVerdicts, parseCheck } from './compare';
import { distinctObjects, namespaces } from './distinct-objects';
import { writeObjects } from './files';
import { policyCount } from './forty-policies';
import { row } from './row';
import { type Run, typical } from './run-program';
import { withVerdictBench } from './verdict-bench';

const objectCount = 1_000;

/** How often all is run, in turns; of each the median counts. */
const rounds = 3;

/**
 * Distinct objects under forty policies: `fleetkeep check` as it is published, from its start to its end, nothing
 * remembered, against `gator test` with the same files. The bar: a quarter of gator's time.
 *
 * @throws Error when the verdicts differ
 */
export function benchCheck(): Promise<void> {
  return withVerdictBench(async ({ repository, policies, cacheDirectory, gator, fleetkeep }) => {
    initialize(repository);
    writeObjects(repository, [...namespaces, ...distinctObjects(objectCount)]);
    commitAll(repository);

    const entry = ['--repository', repository, '--entry', 'bench=./clusters/bench'];
    const check = ['check', ...entry, '--policies', policies, '-o', 'json'];
    const peers: Run[] = [];
    const colds: Run[] = [];
    const warms: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      peers.push(await gator(join(repository, 'apps'), join(repository, 'clusters')));
      rmSync(cacheDirectory, { recursive: true, force: true });
      colds.push(await fleetkeep(...check));
      warms.push(await fleetkeep(...check));
    }
    const [peer, cold, warm] = [typical(peers), typical(colds), typical(warms)];

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
  });
}
