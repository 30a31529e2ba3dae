import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { temporaryDirectory } from './temporary';

/** Content by path. */
export type Files = Readonly<Record<string, string>>;

const settings = [
  'user.name=Test',
  'user.email=test@localhost',
  'commit.gpgsign=false',
  'protocol.file.allow=always',
];

/** Git without the settings of whoever runs the tests: no identity of theirs, no signing, no hooks. */
export function git(directory: string, ...args: readonly string[]): string {
  return output(directory, 'git', [...settings.flatMap((setting) => ['-c', setting]), ...args]);
}

/**
 * Several commands of git by one shell: to start a program costs a process that holds as much as a test run does tens of
 * milliseconds, and a shell next to nothing.
 *
 * @returns what the last of them says
 */
function gitInTurn(directory: string, ...commands: readonly (readonly string[])[]): string {
  const start = ['git', ...settings.flatMap((setting) => ['-c', setting])];
  const quoted = commands.map((command) =>
    [...start, ...command].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '),
  );
  return output(directory, 'sh', ['-ec', quoted.join('\n')]);
}

function output(directory: string, program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
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
  return gitInTurn(directory, ...committing(message));
}

function committing(message: string): readonly (readonly string[])[] {
  return [
    ['add', '--all', '--force'],
    ['commit', '--quiet', '--allow-empty', '--message', message],
    ['rev-parse', 'HEAD'],
  ];
}

/** A repository of one commit with these files. */
export function makeRepository(files: Files): string {
  const directory = temporaryDirectory();
  write(directory, files);
  const init = ['init', '--quiet', '--template=', '--initial-branch=main'];
  gitInTurn(directory, init, ...committing('first'));
  return directory;
}
