import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createColors } from 'picocolors';

import type { Environment } from '../environment';
import { ownPackage } from '../own-package';
import { pagerOf } from './output/pager';
import type { Terminal } from './output/terminal';
import { run } from './program';

/** The only place of the kit that reads the process's environment and decides how the process ends. */
async function main(): Promise<void> {
  optimizeLater();
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', quietOnBrokenPipe);
  process.stderr.on('error', quietOnBrokenPipe);
  const environment = environmentOf(process.env);
  process.exitCode = await run(process.argv.slice(2), {
    environment,
    terminal: terminalOf(process.env),
    version: ownPackage().version,
  });
  // A pipe is written to later on some systems (Node's "A note on process I/O").
  await Promise.all([process.stdout, process.stderr].map(written));
  // Nothing is left to do, and to take a heap apart takes longer than to leave it.
  process.exit();
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

/**
 * Has V8 optimize functions after eight times as much use: a command of a second would pay for what it does not live to use,
 * on a processor that the engine needs, and one that stays has caught up after milliseconds.
 */
function optimizeLater(): void {
  setFlagsFromString(`--interrupt-budget=${8 * 66 * 1024}`);
}

function quietOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function environmentOf(variables: NodeJS.ProcessEnv): Environment {
  const cache = variables['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const data = variables['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  return {
    workingDirectory: process.cwd(),
    cacheDirectory: join(cache, 'fleetkeep'),
    dataDirectory: join(data, 'fleetkeep'),
    variables,
    engine: variables['FLEETKEEP_ENGINE'] || undefined,
  };
}

/** Colour and width only where somebody looks; https://no-color.org and https://force-color.org are kept. */
function terminalOf(variables: NodeJS.ProcessEnv): Terminal {
  const { stdout, stderr } = process;
  const forced = (variables['FORCE_COLOR'] ?? '0') !== '0';
  // Undefined, as it is where nobody looks, would let picocolors guess.
  const looked = Boolean(stdout.isTTY);
  const colored = forced || (looked && !variables['NO_COLOR'] && variables['TERM'] !== 'dumb');
  return {
    stdout,
    stderr,
    columns: looked ? stdout.columns : undefined,
    colors: createColors(colored),
    pager:
      looked && variables['TERM'] !== 'dumb' ? pagerOf({ variables, rows: stdout.rows || 24 }) : undefined,
    asks: Boolean(process.stdin.isTTY) && looked && !variables['CI'],
    showsProgress: Boolean(stderr.isTTY) && variables['TERM'] !== 'dumb' && !variables['CI'],
  };
}

void main();
