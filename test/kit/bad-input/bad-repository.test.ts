import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fleetkeep, fleetkeepHere } from '../support/cli';
import { cleanCluster } from '../support/manifests';
import { git, makeRepository } from '../support/repository';
import { temporaryDirectory } from '../support/temporary';

function emptyRepository(bare: boolean): string {
  const directory = temporaryDirectory();
  git(directory, 'init', '--quiet', '--template=', ...(bare ? ['--bare'] : []));
  return directory;
}

function aFile(): string {
  const path = join(temporaryDirectory(), 'fleet.yaml');
  writeFileSync(path, 'a: 1\n');
  return path;
}

const rows: readonly {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly says: RegExp;
}[] = [
  {
    what: 'a path that is no repository',
    args: () => ['--repository', temporaryDirectory()],
    says: /^error: --repository '\/.*' is not a Git repository: give the folder that holds \.git/,
  },
  {
    what: 'a path that does not exist',
    args: () => ['--repository', './no/such/folder'],
    says: /^error: --repository '\.\/no\/such\/folder' does not exist: give the path/,
  },
  {
    what: 'a path of a file',
    args: () => ['--repository', aFile()],
    says: /^error: --repository '.*fleet\.yaml' is a file: give the folder/,
  },
  {
    what: 'a folder inside of a repository',
    args: () => ['--repository', join(makeRepository(cleanCluster()), 'apps')],
    says: /^error: --repository '.*apps' is a folder inside of the repository .*: give that instead, and where a cluster begins in the folder add --entry NAME=\.\/apps$/m,
  },
  {
    what: 'a revision that does not exist',
    args: () => ['--repository', makeRepository(cleanCluster()), '--revision', 'v9'],
    says: /^error: revision 'v9' does not exist in .*: give a branch, tag or commit/,
  },
  {
    what: 'a revision that looks like an option',
    args: () => ['--repository', makeRepository(cleanCluster()), '--revision=--output=/tmp/x'],
    says: /^error: revision '--output=\/tmp\/x' does not exist/,
  },
  {
    what: 'a base that does not exist',
    args: () => ['--repository', makeRepository(cleanCluster()), '--base', 'origin/main'],
    says: /^error: revision 'origin\/main' does not exist .* fetch it first/,
  },
  {
    what: 'an empty repository',
    args: () => ['--repository', emptyRepository(false)],
    says: /^error: .* is an empty repository: it has no file/,
  },
  {
    what: 'an empty repository at a revision',
    args: () => ['--repository', emptyRepository(false), '--revision', 'main'],
    says: /^error: .* is an empty repository: it has no commit/,
  },
  {
    what: 'an empty bare repository',
    args: () => ['--repository', emptyRepository(true)],
    says: /^error: .* is an empty repository: it has no commit/,
  },
  {
    what: 'a repository without a cluster',
    args: () => ['--repository', makeRepository({ 'README.md': 'hello\n' })],
    says: /^error: .* has no cluster that can be recognised: say where one begins by --entry NAME=PATH/,
  },
  {
    what: 'an entry that does not exist',
    args: () => ['--repository', makeRepository({ 'README.md': 'hello\n' }), '--entry', 'prod=./nowhere'],
    says: /^error: cluster prod: its entry \.\/nowhere is not a directory of the repository: create it or correct/,
  },
  {
    what: 'a cluster that does not exist',
    args: () => ['--repository', makeRepository(cleanCluster()), '-c', 'dev'],
    says: /^error: --cluster 'dev' is not in .*: there are prod$/m,
  },
  {
    what: 'an address that would run a command',
    args: () => ['--repository', 'ext::sh -c id'],
    says: /^error: --repository 'ext::sh -c id': only https, ssh and file addresses are fetched/,
  },
];

test.each(rows)(
  '$what: one clear line, exit code 2',
  async ({ args, says }) => {
    const outcome = await fleetkeepHere(['check', ...args()]);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stderr).not.toMatch(/\n {4}at /);
    expect({ exitCode: outcome.exitCode, stdout: outcome.stdout }).toEqual({ exitCode: 2, stdout: '' });
  },
  60_000,
);

test('outside of any repository, without --repository', async () => {
  const directory = temporaryDirectory();
  const outcome = await fleetkeep(['check'], directory);
  expect(outcome).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `error: ${directory} is not in a Git repository: change into one, or say --repository with a path or URL\n`,
  });
}, 60_000);
