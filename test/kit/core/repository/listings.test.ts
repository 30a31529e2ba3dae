import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { changedListing, Listings } from '../../../../kit/core/repository/listings';
import { openRepository } from '../../../../kit/core/repository/open';
import { testEnvironment } from '../../support/environment';
import { commit, git, makeRepository, write } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';

/** A listing of a commit as it is made without knowing any other: of a copy that nobody has read. */
async function listedAnew(directory: string, revision: string) {
  const copy = join(temporaryDirectory(), 'copy');
  cpSync(directory, copy, { recursive: true, verbatimSymlinks: true });
  return listed(copy, revision);
}

async function listed(directory: string, revision: string) {
  const repository = await openRepository(testEnvironment(), directory);
  return (await repository.snapshot(revision)).files.list();
}

test('a commit is listed the same by what differs from another one as by itself', async () => {
  const names = [
    'a.yaml',
    'a-b.yaml',
    'a/b.yaml',
    'ä.yaml',
    '😀.yaml',
    '\uffee.yaml',
    'z/y/x.yaml',
    'with\nbreak.yaml',
  ];
  const directory = makeRepository(Object.fromEntries(names.map((name) => [name, name])));
  const commits = [git(directory, 'rev-parse', 'HEAD')];
  for (let revision = 0; revision < 14; revision++) {
    const pick = names[(revision * 3) % names.length] ?? '';
    switch (revision % 5) {
      case 0:
        rmSync(join(directory, pick), { recursive: true, force: true });
        break;
      case 1:
        write(directory, { [`new/${pick}`]: `${revision}`, [`new-${revision}.yaml`]: 'x'.repeat(revision) });
        break;
      case 2:
        rmSync(join(directory, 'z'), { recursive: true, force: true });
        if (revision % 2 === 0) write(directory, { z: 'a file where a folder was' });
        else write(directory, { 'z/again.yaml': 'a folder where a file was' });
        break;
      case 3:
        rmSync(join(directory, 'link'), { force: true });
        mkdirSync(dirname(join(directory, 'link')), { recursive: true });
        symlinkSync('a.yaml', join(directory, 'link'));
        break;
      default:
        rmSync(join(directory, 'link'), { force: true });
        write(directory, { link: 'a file where a link was', 'a/b.yaml': `${revision}` });
    }
    commit(directory);
    commits.push(git(directory, 'rev-parse', 'HEAD'));
  }
  for (const revision of [...commits, ...commits.toReversed().filter((_, index) => index % 3 === 0)]) {
    expect(await listed(directory, revision)).toEqual(await listedAnew(directory, revision));
  }
});

test('a repository that lost what was read last is listed anew', async () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  await listed(directory, 'HEAD');
  rmSync(join(directory, '.git'), { recursive: true });
  git(directory, 'init', '--quiet');
  write(directory, { 'b.yaml': 'two' });
  commit(directory);
  expect((await listed(directory, 'HEAD')).map(({ path }) => path)).toEqual(['a.yaml', 'b.yaml']);
});

describe('what is kept', () => {
  const file = (path: string) => ({ path, size: 1, id: path });

  test('is the newest of each repository, and not what is too large', () => {
    const listings = new Listings();
    for (let index = 0; index < 20; index++) listings.keep('one', { commit: `${index}`, files: [file('a')] });
    expect(listings.find('one', '11')).toBeUndefined();
    expect(listings.find('one', '12')).toEqual([file('a')]);
    expect(listings.newest('one')?.commit).toBe('19');
    listings.keep('one', { commit: 'large', files: Array.from({ length: 50_001 }, () => file('a')) });
    expect(listings.newest('one')?.commit).toBe('19');
    for (let index = 0; index < 16; index++) listings.keep(`other ${index}`, { commit: 'c', files: [] });
    expect(listings.newest('one')).toBeUndefined();
    expect(listings.newest('other 0')?.commit).toBe('c');
  });

  test('stays in the order of its bytes', () => {
    const before = ['a', 'b', '\uffee'].map(file);
    const changes = new Map([
      ['b', undefined],
      ['a/b', file('a/b')],
      ['😀', file('😀')],
      ['', file('')],
    ]);
    expect(changedListing(before, changes).map(({ path }) => path)).toEqual(['', 'a', 'a/b', '\uffee', '😀']);
  });
});
