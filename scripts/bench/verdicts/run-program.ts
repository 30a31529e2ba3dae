import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

import { median } from '../median';

/** What a program and its children took. */
export interface Run {
  readonly stdout: string;
  readonly seconds: number;
  /** What its processes kept processors busy; unlike `seconds` it hardly depends on what else the machine does. */
  readonly processorSeconds?: number;
  /** The most that its processes had in memory, of those that ran at a time, in MiB; undefined where /proc does not tell. */
  readonly peakMebibytes?: number;
}

/** The run of median length. */
export function typical(runs: readonly Run[]): Run {
  const found = median(runs, ({ seconds }) => seconds);
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/**
 * Runs a program to its end.
 *
 * @param expected the exit codes that are no failure
 */
export function runProgram(
  command: string,
  args: readonly string[],
  {
    expected,
    variables,
  }: { readonly expected: readonly number[]; readonly variables?: Readonly<Record<string, string>> },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const env = { ...process.env, ...variables };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    // gator warns of each name that two clusters have: thousands of lines.
    let complaints = '';
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (complaints = (complaints + text).slice(-2_000)));
    let peak: number | undefined;
    const busy = new Map<number, number>();
    let samples = 0;
    // Looking takes a processor, too, which what is measured would have: most looks are short.
    const sampling = setInterval(() => {
      if (samples++ % 4 === 0) {
        const most = child.pid === undefined ? undefined : mostResidentOf(child.pid, busy);
        if (most !== undefined) peak = Math.max(peak ?? 0, most);
      } else for (const pid of busy.keys()) noteBusy(pid, busy);
    }, 25);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(sampling);
      if (code === null || !expected.includes(code))
        return reject(new Error(`${command} ended with ${code}: ${complaints}`));
      const seconds = (performance.now() - started) / 1000;
      const processorSeconds = busy.size === 0 ? undefined : [...busy.values()].reduce((a, b) => a + b);
      resolve({ stdout: Buffer.concat(chunks).toString(), seconds, processorSeconds, peakMebibytes: peak });
    });
  });
}

/**
 * The most that a process and its children have had in memory so far, each at its own time, in MiB.
 *
 * @param busy see {@link noteBusy}
 */
function mostResidentOf(pid: number, busy: Map<number, number>): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
    noteBusy(pid, busy);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + (mostResidentOf(child, busy) ?? 0), own);
  } catch {
    return undefined;
  }
}

/** @param busy where the seconds that each process has kept a processor busy are put down */
function noteBusy(pid: number, busy: Map<number, number>): void {
  try {
    busy.set(pid, processorSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8')));
  } catch {
    // It has ended.
  }
}

/** The 14th and 15th field of proc(5), in ticks of a hundredth of a second; the 2nd is a name in brackets. */
function processorSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
