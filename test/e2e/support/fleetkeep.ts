import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = join(__dirname, '..', '..', '..', 'bin', 'fleetkeep.js');

export interface FleetkeepResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fleetkeep` as a user does. */
export function fleetkeep(...parameters: readonly string[]): Promise<FleetkeepResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/**
 * Runs `fleetkeep … --output json`.
 *
 * @param allowed exit codes that are no surprise
 * @throws Error with what was written to stderr
 */
export async function fleetkeepJson<T>(
  allowed: readonly number[],
  ...parameters: readonly string[]
): Promise<T> {
  const { exitCode, stdout, stderr } = await fleetkeep(...parameters, '--output', 'json');
  if (exitCode === null || !allowed.includes(exitCode)) {
    throw new Error(
      `fleetkeep ${parameters.join(' ')} ended with ${exitCode}:\n${stderr}${stdout.slice(-2000)}`,
    );
  }
  return JSON.parse(stdout) as T;
}
