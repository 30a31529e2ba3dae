import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Where `cdk8s synth` writes the fleet repository. */
export const fleetRepository = join(root, 'out', 'fleet');

/**
 * Runs `cdktf synth` and `cdk8s synth`, as a user would, and makes `out/fleet` a Git repository of one commit.
 *
 * @throws Error with the tool's own words when one of them fails
 */
export async function synthesizeExample(report: (line: string) => void): Promise<void> {
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
  report('Synthesising Azure and GitHub (cdktf synth) and the fleet repository (cdk8s synth) …');
  await Promise.all([run(bin('cdktf'), ['synth']), run(bin('cdk8s'), ['synth'])]);
  await commitRepository();
  report('  cdktf.out and out/fleet are written');
}

/**
 * One commit on main, by an identity and at a date of its own, so that the same content has the same commit id; the
 * user's own settings (signing, hooks, templates) are about the user's own repositories.
 */
async function commitRepository(): Promise<void> {
  const git = (...parameters: string[]): Promise<void> =>
    run('git', ['-C', fleetRepository, ...parameters], gitEnvironment);
  if (existsSync(join(fleetRepository, '.git'))) rmSync(join(fleetRepository, '.git'), { recursive: true });
  await git('init', '--quiet', '--template=', '--initial-branch=main');
  await git('add', '--all', '--force');
  await git(
    '-c',
    'core.hooksPath=/dev/null',
    'commit',
    '--quiet',
    '--no-gpg-sign',
    '--message',
    'Synthesised by cdk8s synth',
  );
}

const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Fleetkeep',
  GIT_AUTHOR_EMAIL: 'fleetkeep@localhost',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Fleetkeep',
  GIT_COMMITTER_EMAIL: 'fleetkeep@localhost',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** Git commands run inside of a hook inherit variables that point at the outer repository. */
const inheritedGitVariables = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
];

function run(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const inherited = { ...process.env };
  for (const name of inheritedGitVariables) delete inherited[name];
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...inherited, CHECKPOINT_DISABLE: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `'${[command.split('/').at(-1), ...parameters].join(' ')}' failed (${code}):\n${words.trim()}`,
          ),
        );
    });
  });
}
