import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createColors } from 'picocolors';

import { EngineClient } from '../../../kit/engine-client/client';
import type { Environment } from '../../../kit/environment';
import { run } from '../../../kit/cli/program';
import { testEnvironment } from './environment';

/** How a command ended and what it said. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The committed executable, as a user would start it. */
export const executable = join(__dirname, '../../../bin/fleetkeep.js');

/** Runs the command line as a process of its own. */
export function fleetkeep(
  args: readonly string[],
  cwd = process.cwd(),
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, FORCE_COLOR: undefined, ...variables };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(process.execPath, [executable, ...args], { cwd, env, stdio: [...stdio] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

const engine = new EngineClient(testEnvironment());
afterAll(() => engine.end());

/** Runs the command line in this process, with one real engine for all runs of a test file. */
export async function fleetkeepHere(
  args: readonly string[],
  columns?: number,
  overrides: Partial<Environment> = {},
): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (said[name] += text) });
  const colors = createColors(false);
  const terminal = { stdout: sink('stdout'), stderr: sink('stderr'), colors, columns, showsProgress: false };
  const exitCode = await run(args, {
    environment: testEnvironment(overrides),
    terminal,
    version: '0.0.0-test',
    engine,
  });
  return { exitCode, ...said };
}
