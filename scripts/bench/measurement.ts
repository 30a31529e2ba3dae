import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** What one process took, from its first own line to its last. */
export interface Measurement {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
}

/** Runs one thing in this process and prints its Measurement as JSON; the thing gets a folder to write to. */
export function measureProcess(work: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-bench-'));
  try {
    const started = performance.now();
    work(directory);
    const measurement: Measurement = {
      milliseconds: performance.now() - started,
      peakMebibytes: process.resourceUsage().maxRSS / 1024,
    };
    process.stdout.write(`${JSON.stringify(measurement)}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
