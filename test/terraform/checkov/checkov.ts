import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { checkovVersion } from '../../../infra/hardening/scanner-exceptions';
import type { JsonObject } from '../support/json';
import { temporaryFolder } from '../support/temporary-folder';

const run = promisify(execFile);

/** Why checkov cannot run here; undefined when it can. */
export function missingPython(): string | undefined {
  if (existsSync(program())) return undefined;
  const answers = spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0;
  return answers ? undefined : 'no `python3` with venv and pip on the PATH, which installs checkov';
}

/** Ids of checks by what they said. */
export interface ScanResult {
  readonly passed: ReadonlySet<string>;
  /** With the resources that failed. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
}

/**
 * Scans a configuration with checkov, which is installed once, from PyPI, into the cache folder.
 *
 * @throws Error when it cannot be installed, or did not read everything
 */
export async function scan(configuration: JsonObject): Promise<ScanResult> {
  await install();
  const folder = temporaryFolder('checkov');
  writeFileSync(join(folder, 'main.tf.json'), JSON.stringify(configuration, null, 1));
  const flags = [
    '--framework',
    'terraform_json',
    '--output',
    'json',
    '--compact',
    '--skip-download',
    '--soft-fail',
  ];
  const { stdout } = await run(program(), ['--directory', folder, ...flags], {
    maxBuffer: 2 ** 28,
    env: { ...process.env, LOG_LEVEL: 'ERROR' },
  });
  const { results, summary } = JSON.parse(stdout) as {
    results: Record<'passed_checks' | 'failed_checks', readonly { check_id: string; resource: string }[]>;
    summary: { parsing_errors: number };
  };
  if (summary.parsing_errors > 0) throw new Error(`checkov could not read what was synthesised: ${stdout}`);
  const failed = new Map<string, string[]>();
  for (const { check_id: id, resource } of results.failed_checks) {
    failed.set(id, [...(failed.get(id) ?? []), resource]);
  }
  return { passed: new Set(results.passed_checks.map((check) => check.check_id)), failed };
}

function home(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'fleetkeep', `checkov-${checkovVersion}`);
}

function program(): string {
  return join(home(), 'bin', 'checkov');
}

/** pip writes the program last: without it the folder is half of an installation, and made anew. */
async function install(): Promise<void> {
  if (existsSync(program())) return;
  const folder = home();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `checkov==${checkovVersion}`,
  ];
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'python'), pip, { maxBuffer: 2 ** 26 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
