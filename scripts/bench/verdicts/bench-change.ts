import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

import { check } from '../../../kit/core/check/check';
import { EngineClient } from '../../../kit/engine-client/client';
import type { Environment } from '../../../kit/environment';
import { beginBranch, commitAll, generateRepository } from '../repository/generate-repository';
import { barSize, clusterNames, overlayPaths } from '../repository/size';
import { parseCheck } from './compare';
import { row } from './row';
import { type Run, runProgram, typical } from './run-program';
import { withVerdictBench } from './verdict-bench';

/** How many resources a pull request changes at least. */
const changes = 20;

/** What a pull request changes: files by path, and what is another one in each. */
interface Change {
  readonly files: readonly string[];
  readonly replace: (text: string, tag: number) => string;
}

const overlays = overlayPaths(barSize);

/** The image of one Deployment each of as many overlays: Kustomizations of all clusters. */
const everywhere: Change = {
  files: overlays.slice(0, changes).map((overlay) => `${overlay}/debug.yaml`),
  replace: (text, tag) => text.replace(/image: .*/, `image: docker.io/library/debug:${tag}`),
};

/** An annotation of everything in two overlays of one cluster: 13 resources each. */
const inOnePlace: Change = {
  files: overlays
    .filter((overlay) => overlay.endsWith(`/${clusterNames(barSize)[0]}`))
    .slice(0, 2)
    .map((overlay) => `${overlay}/kustomization.yaml`),
  replace: (text, tag) => text.replace(/pair: "[^"]*"/, `pair: "change ${tag}"`),
};

/** How many pull requests a process that stays checks, one after the other; their median counts: it has seen some before. */
const pullRequests = 15;

/** Where a pull request's commit is. */
const branch = 'change';

/** Milliseconds between two pull requests: what a process that stays does while nobody asks, it has done by then. */
const pause = 1_000;

/**
 * A pull request on `main` of the generated fleet repository, against `gator test` on the whole of it: by `fleetkeep check --base`
 * in a process of its own that finds the results of the last check of `main` on disk, as on a laptop or with a cache
 * between workflow runs, and by one that stays and has checked `main`, as a server does whenever that moves. The bars: a hundredth of gator's time; less than
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
      const options = {
        repository,
        policies: [policies],
        revision: base === undefined ? 'main' : branch,
        base,
      };
      await check(environment, staying, options);
      return { stdout: '', seconds: (performance.now() - started) / 1000 };
    };
    await stay();
    const pullRequestsOf = async (change: Change): Promise<Run> => {
      const runs: Run[] = [];
      for (let tag = 1; tag <= pullRequests; tag++) {
        commitChange(repository, change, tag);
        await setTimeout(pause);
        runs.push(await stay('main'));
      }
      return typical(runs);
    };
    const spread = await pullRequestsOf(everywhere);
    const gathered = await pullRequestsOf(inOnePlace);
    await staying.end();
    commitChange(repository, everywhere, pullRequests + 1);
    const fresh = await run(...checking, '--base', 'main', '--revision', branch);

    const { summary, findings } = parseCheck(fresh.stdout);
    if (findings.length === 0) throw new Error('the generated repository has no findings');
    process.stdout.write(
      `\nA pull request of ${changes} resources of as many Kustomizations in a repository of ${summary.resources}, ${findings.length} findings\n` +
        [
          row('gator test, everything', peer, peer),
          row('kubectl kustomize first, Helm left out', together(built, peer), peer),
          row('fleetkeep check, everything, cold', cold, peer),
          row('fleetkeep check --base, results on disk', fresh, peer),
          row('the same in a process that stays (bar: 100)', spread, peer),
          row('there, 26 resources of two Kustomizations', gathered, peer),
        ].join(''),
    );
  });
}

/**
 * What gator needs to have been done: the teams' Kustomizations built. The roots have no kustomization file, which Flux
 * writes, and HelmReleases are left out.
 */
async function kustomizeAll(repository: string): Promise<Run> {
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

/** Commits a change of `main` on a branch of its own. */
function commitChange(repository: string, { files, replace }: Change, tag: number): void {
  beginBranch(repository, branch);
  for (const file of files) {
    const path = join(repository, file);
    const before = readFileSync(path, 'utf8');
    const after = replace(before, tag);
    if (after === before) throw new Error(`${file} stays as it is`);
    writeFileSync(path, after);
  }
  commitAll(repository);
}
