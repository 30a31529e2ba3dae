import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { Git } from '../../../../kit/core/repository/git';
import { mirrorHead } from '../../../../kit/core/repository/mirror-head';
import { workTreeState } from '../../../../kit/core/repository/work-tree-state';
import { testEnvironment } from '../../support/environment';
import { commit, git, makeRepository, write } from '../../support/repository';

const reader = new Git(testEnvironment());
const later = (): Date => new Date(Date.now() + 10_000);
const stateOf = (directory: string): Promise<string | undefined> => workTreeState(reader, directory, later());

test.each<readonly [string, (directory: string) => void]>([
  ['content of the same length', (directory) => write(directory, { 'a.yaml': 'two' })],
  ['a new file that is not tracked', (directory) => write(directory, { 'new/b.yaml': 'new' })],
  ['a file that is gone', (directory) => rmSync(join(directory, 'a.yaml'))],
  ['what .gitignore leaves out', (directory) => write(directory, { '.gitignore': 'out/\nmore\n' })],
  ['what the clone leaves out', (directory) => write(directory, { '.git/info/exclude': 'loose.yaml\n' })],
  ['a file that is tracked although it is ignored', (directory) => write(directory, { 'out/kept': 'two' })],
])('%s is another state', async (_, change) => {
  const directory = makeRepository({ 'a.yaml': 'one', '.gitignore': 'out/\n', 'out/kept': 'one' });
  write(directory, { 'loose.yaml': 'x' });
  const before = await stateOf(directory);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await stateOf(directory)).toBe(before);
  change(directory);
  expect(await stateOf(directory)).not.toBe(before);
});

test('what is ignored does not count', async () => {
  const directory = makeRepository({ 'a.yaml': 'one', '.gitignore': 'out/\n' });
  const before = await stateOf(directory);
  write(directory, { 'out/b.yaml': 'two' });
  expect(await stateOf(directory)).toBe(before);
});

test('what has only just changed has no state yet', async () => {
  expect(await workTreeState(reader, makeRepository({ 'a.yaml': 'one' }), new Date())).toBeUndefined();
});

test('the head of a mirror is what git says, loose and packed; where git keeps it otherwise, git is to be asked', async () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  const head = (): Promise<string | undefined> => mirrorHead(join(directory, '.git'));
  expect(await head()).toBe(git(directory, 'rev-parse', 'HEAD'));
  git(directory, 'pack-refs', '--all');
  expect(await head()).toBe(git(directory, 'rev-parse', 'HEAD'));
  // What is loose is newer than what is packed.
  const second = commit(directory);
  expect(await head()).toBe(second);
  git(directory, 'symbolic-ref', 'refs/heads/main', 'refs/heads/other');
  expect(await head()).toBeUndefined();
  git(directory, 'checkout', '--quiet', '--detach', second);
  expect(await head()).toBeUndefined();
});
