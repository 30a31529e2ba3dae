import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { temporaryDirectory } from './temporary';

/** Content by path. */
export type Files = Readonly<Record<string, string>>;

/** Git without the settings of whoever runs the tests: no identity of theirs, no signing, no hooks. */
export function git(directory: string, ...args: readonly string[]): string {
  const settings = [
    'user.name=Test',
    'user.email=test@localhost',
    'commit.gpgsign=false',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  }).trim();
}

/** Writes files below a folder. */
export function write(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

/** Commits all that is there and gives the commit's id. */
export function commit(directory: string, message = 'change'): string {
  git(directory, 'add', '--all', '--force');
  git(directory, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(directory, 'rev-parse', 'HEAD');
}

/** A repository of one commit with these files. */
export function makeRepository(files: Files): string {
  const directory = temporaryDirectory();
  git(directory, 'init', '--quiet', '--template=', '--initial-branch=main');
  write(directory, files);
  commit(directory, 'first');
  return directory;
}
