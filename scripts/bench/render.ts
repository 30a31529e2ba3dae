import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import Table from 'cli-table3';

import { EngineClient } from '../../kit/engine-client/client';
import type { RenderedKustomization, RenderResult } from '../../kit/engine-client/protocol';
import type { Environment } from '../../kit/environment';
import { buildEngine } from '../build-engine';
import { commitAll, generateRepository } from './repository/generate-repository';
import { barSize, clusterNames, overlayPaths } from './repository/size';

/** Kustomizations that are built one process each, to compare with. */
const peers = 200;

/**
 * Rendering of the generated fleet repository: how much faster it is than a `kubectl kustomize` process for each
 * Kustomization, what one changed file costs, and the engine's memory.
 */
export async function benchRender(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    generateRepository(directory, barSize);
    const entries = clusterNames(barSize).map((cluster) => ({ cluster, path: `./clusters/${cluster}` }));
    const overlays = overlayPaths(barSize).slice(0, peers);
    const single = overlays.map((path) => ({ cluster: path, path }));

    const engine = await startedEngine();
    const kustomizations = await timed(() => render(engine, directory, single, false));
    await engine.end();
    const kubectl = await timed(() => {
      for (const overlay of overlays) kustomize(join(directory, overlay));
    });

    const fleet = await startedEngine();
    const held: Rendered[] = [];
    const cold = await timed(async () => void held.push(await render(fleet, directory, entries, true)));
    const digests = held.flatMap(({ result }) => result.clusters.map(({ digest }) => digest));
    appendFileSync(join(directory, 'teams/team-00/clusters/c-00/settings.env'), 'more=1\n');
    commitAll(directory);
    const warm = await timed(() => render(fleet, directory, entries, true, digests));
    const memory = peakMebibytes(await fleet.pid());
    await fleet.end();
    // Who stays still shows what was there before: what is held until here need not be sent again.
    if (held.every(({ kustomizations }) => kustomizations.length === 0))
      throw new Error('the generated repository has no Kustomization');

    const table = new Table({ head: ['', 'peer', 'ours', 'ratio', 'bar'], style: { head: [], border: [] } });
    table.push(
      [
        `${peers} Kustomizations, against kubectl kustomize`,
        ms(kubectl),
        ms(kustomizations),
        ratio(kubectl, kustomizations),
        'at least 20',
      ],
      ['one file changed, against the cold render', ms(cold), ms(warm), ratio(cold, warm), 'at least 50'],
      ['memory of the engine, MiB', '', memory ?? 'not on this system', '', 'below 1024'],
    );
    process.stdout.write(`\nRender\n${table.toString()}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** An engine that has nothing remembered, and is up. */
async function startedEngine(): Promise<EngineClient> {
  const environment: Environment = {
    workingDirectory: process.cwd(),
    cacheDirectory: mkdtempSync(join(tmpdir(), 'fleetkeep-bench-cache-')),
    dataDirectory: mkdtempSync(join(tmpdir(), 'fleetkeep-bench-data-')),
    variables: process.env,
    engine: await buildEngine(),
  };
  const engine = new EngineClient(environment);
  await engine.version();
  return engine;
}

interface Rendered {
  readonly kustomizations: readonly RenderedKustomization[];
  readonly result: RenderResult;
}

/**
 * @param whole whether everything that is there must render
 * @param knownClusters digests of clusters that are held from a rendering before, as the kit holds them
 */
async function render(
  engine: EngineClient,
  path: string,
  entries: readonly { readonly cluster: string; readonly path: string }[],
  whole: boolean,
  knownClusters: readonly string[] = [],
): Promise<Rendered> {
  const kustomizations: RenderedKustomization[] = [];
  const result = await engine.render(
    { repository: { path, revision: 'HEAD' }, entries: [...entries], knownClusters: [...knownClusters] },
    (rendered) => void kustomizations.push(rendered),
  );
  const problem = result.clusters.flatMap(({ problems }) => problems)[0];
  if (result.clusters.every(({ resources }) => resources === 0) || (whole && problem !== undefined))
    throw new Error(`the generated repository does not render: ${problem?.message}`);
  return { kustomizations, result };
}

function kustomize(directory: string): void {
  const { status, stderr } = spawnSync(
    'kubectl',
    ['kustomize', '--load-restrictor=LoadRestrictionsNone', directory],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`kubectl kustomize ${directory}: ${stderr}`);
}

/** Milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The most that a process ever had resident (proc(5), VmHWM). */
function peakMebibytes(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024);
  } catch {
    return undefined;
  }
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}

function ratio(peer: number, ours: number): string {
  return (peer / ours).toFixed(1);
}
