import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

import { check } from '../../../kit/core/check/check';
import { EngineClient } from '../../../kit/engine-client/client';
import type { Environment } from '../../../kit/environment';
import { median } from '../median';
import { commitAll, generateRepository } from '../repository/generate-repository';
import { barSize, clusterNames, teamNames } from '../repository/size';
import { parseCheck } from './compare';
import { row } from './row';
import { type Run, runProgram } from './run-program';
import { withVerdictBench } from './verdict-bench';

/** How many resources a pull request changes. */
const changes = 20;

/** How many pull requests a process that stays checks, one after the other; their median counts. */
const pullRequests = 5;

/** Milliseconds between two pull requests: what a process that stays does while nobody asks, it has done by then. */
const pause = 1_000;

/**
 * A pull request on the generated fleet repository, against `gator test` on the whole of it: by `fleetkeep check --base`
 * in a process of its own that finds the results of the last check of `main` on disk, as on a laptop or with a cache
 * between workflow runs, and by one that stays, as `serve` does. The bars: a hundredth of gator's time; less than
 * 1,024 MiB.
 */
export function benchChange(): Promise<void> {
  return withVerdictBench(async (bench) => {
    const { directory, repository, policies, cacheDirectory, engine } = bench;
    generateRepository(repository, barSize);
    const run = (...args: readonly string[]): Promise<Run> =>
      bench.fleetkeep(...args, '--repository', repository);

    const rendered = await run('render', '--no-cache', '-o', 'yaml');
    const manifests = join(directory, 'rendered.yaml');
    writeFileSync(manifests, rendered.stdout);
    const peer = await bench.gator(manifests);
    const built = await kustomizeAll(repository);

    const checking = ['check', '--policies', policies, '-o', 'json'];
    const cold = await run(...checking);
    const environment: Environment = {
      workingDirectory: directory,
      cacheDirectory,
      dataDirectory: join(directory, 'fleetkeep-data'),
      variables: process.env,
      engine,
    };
    const staying = new EngineClient(environment);
    const stay = async (base?: string): Promise<Run> => {
      const started = performance.now();
      await check(environment, staying, { repository, policies: [policies], revision: 'HEAD', base });
      return { stdout: '', seconds: (performance.now() - started) / 1000 };
    };
    await stay();
    const residents: Run[] = [];
    for (let tag = 1; tag <= pullRequests; tag++) {
      change(repository, tag);
      await setTimeout(pause);
      residents.push(await stay('HEAD~1'));
    }
    await staying.end();
    change(repository, pullRequests + 1);
    const fresh = await run(...checking, '--base', 'HEAD~1', '--revision', 'HEAD');

    const { summary, findings } = parseCheck(fresh.stdout);
    if (findings.length === 0) throw new Error('the generated repository has no findings');
    const resident = median(residents, ({ seconds }) => seconds);
    if (resident === undefined) throw new Error('no pull request was measured');
    process.stdout.write(
      `\nA pull request of ${changes} resources in a repository of ${summary.resources}, ${findings.length} findings\n` +
        [
          row('gator test, everything', peer, peer),
          row('kubectl kustomize first, Helm left out', together(built, peer), peer),
          row('fleetkeep check, everything, cold', cold, peer),
          row('fleetkeep check --base, results on disk', fresh, peer),
          row('the same in a process that stays (bar: 100)', resident, peer),
        ].join(''),
    );
  });
}

/**
 * What gator needs to have been done: the teams' Kustomizations built. The roots have no kustomization file, which Flux
 * writes, and HelmReleases are left out.
 */
async function kustomizeAll(repository: string): Promise<Run> {
  const overlays = teamNames(barSize).flatMap((team) =>
    clusterNames(barSize).map((cluster) => `teams/${team}/clusters/${cluster}`),
  );
  let all: Run = { stdout: '', seconds: 0, processorSeconds: 0 };
  for (const directory of overlays) {
    const options = ['--load-restrictor=LoadRestrictionsNone', join(repository, directory)];
    all = together(all, await runProgram('kubectl', ['kustomize', ...options], { expected: [0] }));
  }
  return all;
}

/** One after the other. */
function together(first: Run, second: Run): Run {
  const { stdout, peakMebibytes } = second;
  const busy = [first, second].map(({ processorSeconds }) => processorSeconds ?? NaN);
  return {
    stdout,
    peakMebibytes,
    seconds: first.seconds + second.seconds,
    processorSeconds: busy.reduce((a, b) => a + b),
  };
}

/** Gives one Deployment each of as many overlays another image, and commits it. */
function change(repository: string, tag: number): void {
  const overlays = teamNames(barSize).flatMap((team) =>
    clusterNames(barSize).map((cluster) => `teams/${team}/clusters/${cluster}/debug.yaml`),
  );
  for (const overlay of overlays.slice(0, changes)) {
    const path = join(repository, overlay);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/image: .*/, `image: docker.io/library/debug:${tag}`),
    );
  }
  commitAll(repository);
}
