import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { check } from '../../../kit/core/check/check';
import { EngineClient } from '../../../kit/engine-client/client';
import type { Environment } from '../../../kit/environment';
import { ensureProgram } from '../../../test/e2e/support/build-programs';
import { buildEngine } from '../../build-engine';
import { compiledKit } from '../compiled-kit';
import { commitAll, generateRepository } from '../repository/generate-repository';
import { barSize, clusterNames, teamNames } from '../repository/size';
import { parseCheck } from './compare';
import { writeManifests } from './files';
import { fortyPolicies } from './forty-policies';
import { row } from './row';
import { type Run, runProgram } from './run-program';

/** How many resources the pull request changes. */
const changes = 20;

/**
 * A pull request on the generated fleet repository, against `gator test` on the whole of it: by `fleetkeep check --base`
 * in a process of its own that finds the results of the last check of `main` on disk, as on a laptop or with a cache
 * between workflow runs, and by one that stays, as `serve` does. The bars: a hundredth of gator's time; less than
 * 1,024 MiB.
 */
export async function benchChange(): Promise<void> {
  const gator = await ensureProgram('gator');
  const engine = await buildEngine();
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const fleetkeep = compiledKit(join(directory, 'kit'));
    const repository = join(directory, 'repository');
    const policies = join(directory, 'policies');
    const cacheDirectory = join(directory, 'fleetkeep');
    writeManifests(join(policies, 'all.yaml'), fortyPolicies());
    generateRepository(repository, barSize);
    const options = { expected: [0, 1], variables: { FLEETKEEP_ENGINE: engine, XDG_CACHE_HOME: directory } };
    const run = (...args: readonly string[]): Promise<Run> =>
      runProgram(process.execPath, [fleetkeep, ...args, '--repository', repository], options);

    const rendered = await run('render', '--no-cache', '-o', 'yaml');
    const manifests = join(directory, 'rendered.yaml');
    writeFileSync(manifests, rendered.stdout);
    const peer = await runProgram(gator, ['test', '-f', policies, '-f', manifests, '-o', 'json'], options);

    const checking = ['check', '--policies', policies, '-o', 'json'];
    const cold = await run(...checking);
    const staying = new EngineClient({
      workingDirectory: directory,
      cacheDirectory,
      variables: process.env,
      engine,
    } satisfies Environment);
    const stay = async (base?: string): Promise<Run> => {
      const started = performance.now();
      const environment = { workingDirectory: directory, cacheDirectory, variables: process.env, engine };
      await check(environment, staying, { repository, policies: [policies], revision: 'HEAD', base });
      return { stdout: '', seconds: (performance.now() - started) / 1000 };
    };
    await stay();
    change(repository);
    const fresh = await run(...checking, '--base', 'HEAD~1', '--revision', 'HEAD');
    await stay();
    const resident = await stay('HEAD~1');
    await staying.end();

    const { summary, findings } = parseCheck(fresh.stdout);
    if (findings.length === 0) throw new Error('the generated repository has no findings');
    process.stdout.write(
      `\nA pull request of ${changes} resources in a repository of ${summary.resources}, ${findings.length} findings\n` +
        [
          row('gator test, everything', peer, peer),
          row('fleetkeep check, everything, cold', cold, peer),
          row('fleetkeep check --base, results on disk', fresh, peer),
          row('the same in a process that stays (bar: 100)', resident, peer),
        ].join(''),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Gives one Deployment each of as many overlays another image, and commits it. */
function change(repository: string): void {
  const overlays = teamNames(barSize).flatMap((team) =>
    clusterNames(barSize).map((cluster) => `teams/${team}/clusters/${cluster}/debug.yaml`),
  );
  for (const overlay of overlays.slice(0, changes)) {
    const path = join(repository, overlay);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/image: .*/, 'image: docker.io/library/debug:2'));
  }
  commitAll(repository);
}
