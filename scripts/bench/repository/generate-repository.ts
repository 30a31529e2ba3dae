import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { chartFiles, type Files } from './chart-files';
import { clusterFiles } from './cluster-files';
import type { RepositorySize } from './size';
import { teamFiles } from './team-files';

/** Every file of a fleet repository of a size: the same size gives the same bytes. */
export function repositoryFiles(size: RepositorySize): Files {
  return { ...chartFiles(), ...clusterFiles(size), ...teamFiles(size) };
}

/** Writes such a repository into an empty folder, as one commit on `main`. */
export function generateRepository(directory: string, size: RepositorySize): void {
  initialize(directory);
  for (const [path, content] of Object.entries(repositoryFiles(size))) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  commitAll(directory);
}

/** Makes an empty repository, also the folder for it. */
export function initialize(directory: string): void {
  mkdirSync(directory, { recursive: true });
  git(directory, 'init', '--quiet', '--template=', '--initial-branch=main');
}

/** Commits everything, without the settings of whoever runs it. */
export function commitAll(directory: string): void {
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--message', 'generated');
}

/** Begins a branch at `main`, or begins it anew. */
export function beginBranch(directory: string, name: string): void {
  git(directory, 'switch', '--quiet', '--force-create', name, 'main');
}

function git(directory: string, ...args: readonly string[]): void {
  const identity = ['user.name=bench', 'user.email=bench@localhost', 'commit.gpgsign=false'];
  execFileSync('git', [...identity.flatMap((setting) => ['-c', setting]), ...args], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}
