import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import Table from 'cli-table3';

import { Measurement } from './measurement';

const sizes = [1, 10, 100, 1000];

/**
 * Synth of fleets of growing size. What must not grow is what one more cluster costs; the peer of each size is the
 * size before it, in the same run.
 */
export function benchSynth(what: 'infra' | 'k8s'): void {
  const table = new Table({
    head: [
      'clusters',
      'seconds',
      'MiB',
      'ms a further cluster',
      'KiB a further cluster',
      'ratio to the size before',
    ],
    colAligns: ['right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  let before: { clusters: number; measurement: Measurement; marginal?: number } | undefined;
  for (const clusters of sizes) {
    const measurement = run(what, clusters);
    const further = before && clusters - before.clusters;
    const marginal =
      before && further && (measurement.milliseconds - before.measurement.milliseconds) / further;
    const memory =
      before && further && ((measurement.peakMebibytes - before.measurement.peakMebibytes) / further) * 1024;
    table.push([
      clusters,
      (measurement.milliseconds / 1000).toFixed(2),
      measurement.peakMebibytes.toFixed(0),
      marginal === undefined ? '' : marginal.toFixed(1),
      memory === undefined ? '' : memory.toFixed(0),
      marginal !== undefined && before?.marginal ? (marginal / before.marginal).toFixed(2) : '',
    ]);
    before = { clusters, measurement, marginal };
  }
  process.stdout.write(`\nSynth of ${what}/\n${table.toString()}\n`);
}

function run(what: string, clusters: number): Measurement {
  const output = execFileSync(
    process.execPath,
    ['-r', join(__dirname, '../typescript.js'), join(__dirname, `synth-${what}.ts`), String(clusters)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measurement;
}
