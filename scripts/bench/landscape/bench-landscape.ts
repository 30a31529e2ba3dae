import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Table from 'cli-table3';

import { buildEngine } from '../../build-engine';
import { compiledKit } from '../compiled-kit';
import { type Run, runProgram } from '../verdicts/run-program';
import { generateLandscape, landscapeSize } from './generate';

/** Of so many runs the quickest counts: what else the machine does only makes them slower. */
const runs = 9;

/**
 * Answers over the landscape that the original product was run with: cold (nothing cloned, nothing known), warm, and how
 * `get images` compares with `git ls-tree -r` over the same repositories.
 */
export async function benchLandscape(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const workspace = generateLandscape(directory);
    const program = compiledKit(mkdtempSync(join(directory, 'kit-')));
    const cache = join(directory, 'cache');
    const variables = {
      XDG_CACHE_HOME: cache,
      FLEETKEEP_ENGINE: await buildEngine(),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const kit = (...args: readonly string[]): Promise<Run> =>
      runProgram(process.execPath, [program, ...args], { expected: [0], variables });
    const ask = (...words: readonly string[]): Promise<Run> =>
      kit(...words, '--workspace', workspace, '-o', 'json');

    const cold = await ask('index');
    const again = await ask('index');
    const first = await ask('get', 'applications');
    expectStages(first.stdout);
    await ask('get', 'images');
    const mirrors = join(cache, 'fleetkeep/mirrors');
    const lists = readdirSync(mirrors)
      .filter((name) => name.endsWith('.git'))
      .map((name) => `git -C '${join(mirrors, name)}' ls-tree -r HEAD`);
    const [applications, images, startUp, tree] = await quickestOfEach([
      () => ask('get', 'applications'),
      () => ask('get', 'images'),
      () => kit('--version'),
      () => runProgram('sh', ['-c', lists.join(' && ')], { expected: [0], variables }),
    ]);

    const table = new Table({
      head: ['', 'seconds', 'memory, MiB', 'ratio', 'bar'],
      style: { head: [], border: [] },
    });
    const row = (what: string, run: Run, ratio = '', bar = ''): void =>
      void table.push([what, run.seconds.toFixed(2), run.peakMebibytes?.toFixed(0) ?? '', ratio, bar]);
    const { repositories, stages } = landscapeSize;
    row(`index: ${repositories} repositories cloned and rendered`, cold);
    row('index again: fetched, nothing new', again);
    row(`get applications, ${stages} stages, for the first time`, first);
    row('get applications, warm', applications);
    row('get images, warm', images);
    row('start-up (--version)', startUp);
    row('git ls-tree -r over the same repositories', tree);
    const ratio = (images.seconds - startUp.seconds) / tree.seconds;
    table.push(['get images without start-up, against git ls-tree', '', '', ratio.toFixed(1), 'at most 3']);
    process.stdout.write(`\nLandscape\n${table.toString()}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** In turn, so that what they are compared by meets the machine in the same mood. */
async function quickestOfEach<Runs extends readonly (() => Promise<Run>)[]>(
  all: readonly [...Runs],
): Promise<{ readonly [Index in keyof Runs]: Run }> {
  const best: Run[] = [];
  for (let count = 0; count < runs; count++) {
    for (const [index, run] of all.entries()) {
      const next = await run();
      if (next.seconds < (best[index]?.seconds ?? Infinity)) best[index] = next;
    }
  }
  return best as { readonly [Index in keyof Runs]: Run };
}

/** What was timed is the answer, and whole. */
function expectStages(stdout: string): void {
  const applications = JSON.parse(stdout) as readonly {
    readonly stages: readonly { readonly state: string; readonly previousStage: string | null }[];
  }[];
  const stages = applications.flatMap((one) => one.stages);
  const chained = stages.filter(({ previousStage }) => previousStage !== null).length;
  const known = stages.filter(({ state }) => state === 'known').length;
  const found = [applications.length, stages.length, chained, known].join();
  const { applications: wanted, stages: all, chained: links } = landscapeSize;
  if (found !== [wanted, all, links, all].join())
    throw new Error(`the landscape was not read as it was generated: ${found}`);
}
