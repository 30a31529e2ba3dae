import { spawn, spawnSync } from 'node:child_process';

import { executable } from './cli';

/** Why nobody can be played here; undefined when it can: `script` of util-linux makes the terminal. */
export const noPseudoTerminal: string | undefined = spawnSync('script', ['--version'], {
  encoding: 'utf8',
}).stdout?.includes('util-linux')
  ? undefined
  : 'no `script` of util-linux';

/** `describe` for tests at a terminal, skipped with the reason where there can be none. */
export function describeTerminal(title: string, tests: () => void): void {
  if (noPseudoTerminal === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${noPseudoTerminal})`, tests);
}

/** What somebody types once a text has been shown. */
export type Typed = readonly [shown: string, keys: string];

export const enter = '\r';
export const down = '\u001b[B';
export const interrupt = '\u0003';

export interface Played {
  readonly exitCode: number | null;
  /** Everything that was shown, without the terminal's commands. */
  readonly shown: string;
}

/** Longest for one run: who waits for an answer that is not in the script would wait without end. */
const longestMilliseconds = 300_000;

/**
 * Runs the command line at a terminal, where somebody reads and types. A run that does not come to its end is ended, and
 * told with what was shown.
 *
 * @param variables of the environment, over those of the test
 */
export function play(
  args: readonly string[],
  cwd: string,
  script: readonly Typed[],
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<Played> {
  const command = [process.execPath, executable, ...args].map((word) => `'${word}'`).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd,
      env: { ...process.env, ...variables, CI: undefined, TERM: 'xterm', COLUMNS: '200' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const waiting = [...script];
    let shown = '';
    let late = false;
    const impatience = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, longestMilliseconds);
    let read = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      // eslint-disable-next-line no-control-regex
      shown += chunk.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
      const [next] = waiting;
      const at = next === undefined ? -1 : shown.indexOf(next[0], read);
      if (next === undefined || at < 0) return;
      read = shown.length;
      waiting.shift();
      child.stdin.write(next[1]);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(impatience);
      if (late) reject(new Error(`it did not end; what was shown:\n${shown}`));
      else if (waiting.length === 0) resolve({ exitCode, shown });
      else reject(new Error(`'${waiting[0]?.[0]}' was never shown; what was:\n${shown}`));
    });
  });
}
