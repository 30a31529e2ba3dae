import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { openRepository } from '../../../../kit/core/repository/open';
import type { Snapshot } from '../../../../kit/core/repository/repository';
import { testEnvironment } from '../../support/environment';
import { commit, git, makeRepository, write } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';

/** Everything in a snapshot, by path. */
async function contents({ files }: Snapshot): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  await files.read(await files.list(), ({ path }, content) => (read[path] = content.toString('utf8')));
  return read;
}

test('a path is read as its working tree is, without what Git ignores', async () => {
  const directory = makeRepository({ 'a.yaml': 'one', 'gone.yaml': 'x', '.gitignore': 'ignored/\n' });
  write(directory, { 'a.yaml': 'two', 'new.yaml': 'new', 'ignored/b.yaml': 'no' });
  rmSync(join(directory, 'gone.yaml'));
  const snapshot = await (await openRepository(testEnvironment(), directory)).snapshot();
  expect(snapshot.commit).toBeUndefined();
  expect(snapshot.path).toBe(directory);
  expect(await contents(snapshot)).toEqual({
    '.gitignore': 'ignored/\n',
    'a.yaml': 'two',
    'new.yaml': 'new',
  });
});

test('a revision is read from Git, whatever the working tree says', async () => {
  const names = { 'a.yaml': 'one', 'äöü 😀.yaml': 'umlauts', 'with\nbreak.yaml': '', 'dir/b.yaml': 'b\n\n' };
  const directory = makeRepository(names);
  const first = git(directory, 'rev-parse', 'HEAD');
  git(directory, 'tag', '-m', 'v1', 'v1');
  write(directory, { 'a.yaml': 'two' });
  commit(directory);
  write(directory, { 'a.yaml': 'three' });
  const repository = await openRepository(testEnvironment(), directory);
  for (const revision of ['v1', first, first.slice(0, 8), 'HEAD~1', 'main^']) {
    const snapshot = await repository.snapshot(revision);
    expect(snapshot.commit).toBe(first);
    expect(await contents(snapshot)).toEqual(names);
  }
});

test('large files come whole out of many chunks', async () => {
  const big = 'x'.repeat(3_000_000);
  const directory = makeRepository({ 'a.yaml': big, 'b.yaml': '', 'c.yaml': big + big, 'd.yaml': 'end' });
  const snapshot = await (await openRepository(testEnvironment(), directory)).snapshot('HEAD');
  expect(await contents(snapshot)).toEqual({
    'a.yaml': big,
    'b.yaml': '',
    'c.yaml': big + big,
    'd.yaml': 'end',
  });
});

test('a bare repository and a URL are read at their default branch', async () => {
  const directory = makeRepository({ 'a.yaml': 'main' });
  git(directory, 'checkout', '--quiet', '-b', 'other');
  write(directory, { 'a.yaml': 'other' });
  const other = commit(directory);
  const bare = join(temporaryDirectory(), 'fleet.git');
  git(directory, 'clone', '--quiet', '--bare', directory, bare);
  expect((await (await openRepository(testEnvironment(), bare)).snapshot()).commit).toBe(other);
  expect((await (await openRepository(testEnvironment(), join(directory, '.git'))).snapshot()).commit).toBe(
    other,
  );

  const environment = testEnvironment();
  const url = `file://${bare}`;
  expect(await contents(await (await openRepository(environment, url)).snapshot())).toEqual({
    'a.yaml': 'other',
  });
});

test('a mirror follows its remote: new commits, deleted branches, another default branch', async () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  git(directory, 'branch', 'doomed');
  const environment = testEnvironment();
  const url = `file://${directory}`;
  await openRepository(environment, url);
  git(directory, 'branch', '-D', 'doomed');
  git(directory, 'checkout', '--quiet', '-b', 'trunk');
  write(directory, { 'a.yaml': 'two' });
  commit(directory);
  const repository = await openRepository(environment, url);
  expect(await contents(await repository.snapshot())).toEqual({ 'a.yaml': 'two' });
  await expect(repository.commit('doomed')).rejects.toThrow("revision 'doomed' does not exist");
});

test('two processes may mirror the same at once', async () => {
  const url = `file://${makeRepository({ 'a.yaml': 'one' })}`;
  const environment = testEnvironment();
  const opened = await Promise.all([1, 2, 3].map(() => openRepository(environment, url)));
  expect(new Set(opened.map(({ path }) => path)).size).toBe(1);
});

test('an address that cannot be fetched: what and why, without the password in it', async () => {
  const url = 'file://user:hunter2@/no/such/place.git';
  const refusal = openRepository(testEnvironment(), url);
  await expect(refusal).rejects.toThrow(
    /^--repository 'file:\/\/\/no\/such\/place\.git' cannot be fetched: /,
  );
  await expect(refusal).rejects.not.toThrow(/hunter2/);
});

test('a cache folder that cannot be written: where it is, and the fix', async () => {
  const cacheDirectory = join(temporaryDirectory(), 'file');
  writeFileSync(cacheDirectory, '');
  const refusal = openRepository(
    testEnvironment({ cacheDirectory }),
    `file://${makeRepository({ 'a.yaml': '' })}`,
  );
  await expect(refusal).rejects.toThrow(
    /cannot be mirrored to .*file\/mirrors\/.*: set XDG_CACHE_HOME to a folder/,
  );
});

test.each(['ext::sh -c id', 'fd::17/foo', 'http://example.com/fleet', 'git://example.com/fleet'])(
  'nothing is fetched from %s',
  async (url) => {
    await expect(openRepository(testEnvironment(), url)).rejects.toThrow(
      'only https, ssh and file addresses',
    );
  },
);

test('a folder that holds another repository by now is opened as that one', async () => {
  const parent = temporaryDirectory();
  const directory = join(parent, 'fleet');
  const bare = join(parent, 'bare');
  const link = join(parent, 'link');
  const opened = async (path: string) => {
    const repository = await openRepository(testEnvironment(), path);
    return [repository.label, repository.path, repository.isBare];
  };
  renameSync(makeRepository({ 'a.yaml': '' }), directory);
  git(parent, 'clone', '--quiet', '--bare', directory, bare);
  symlinkSync(directory, link);
  for (let time = 1; time <= 2; time++) {
    expect(await opened(directory)).toEqual([directory, directory, false]);
    expect(await opened(link)).toEqual([link, directory, false]);
    expect(await opened(bare)).toEqual([bare, bare, true]);
  }
  rmSync(link);
  symlinkSync(bare, link);
  expect(await opened(link)).toEqual([link, bare, true]);
  rmSync(directory, { recursive: true });
  renameSync(bare, directory);
  expect(await opened(directory)).toEqual([directory, directory, true]);
  rmSync(directory, { recursive: true });
  mkdirSync(directory);
  await expect(opened(directory)).rejects.toThrow(/is not a Git repository/);
  git(parent, 'init', '--quiet');
  await expect(opened(directory)).rejects.toThrow(/is a folder inside of the repository/);
});

test('a linked worktree and a working tree of a hook', async () => {
  const directory = makeRepository({ 'a.yaml': 'main' });
  const linked = join(temporaryDirectory(), 'linked');
  git(directory, 'worktree', 'add', '--quiet', '-b', 'side', linked);
  write(linked, { 'a.yaml': 'side' });
  const side = commit(linked);
  const repository = await openRepository(testEnvironment(), linked);
  expect(await contents(await repository.snapshot())).toEqual({ 'a.yaml': 'side' });
  expect((await repository.snapshot('HEAD')).commit).toBe(side);

  const variables = {
    ...testEnvironment().variables,
    GIT_DIR: join(linked, '.git'),
    GIT_INDEX_FILE: '/dev/null',
  };
  const inHook = await openRepository(testEnvironment({ variables }), makeRepository({ 'b.yaml': 'b' }));
  expect(await contents(await inHook.snapshot())).toEqual({ 'b.yaml': 'b' });
});

test('the merge base, also of the working tree', async () => {
  const directory = makeRepository({ 'a.yaml': '1' });
  const base = git(directory, 'rev-parse', 'HEAD');
  git(directory, 'checkout', '--quiet', '-b', 'change');
  write(directory, { 'a.yaml': '2' });
  commit(directory);
  git(directory, 'checkout', '--quiet', '-b', 'other', 'main');
  write(directory, { 'b.yaml': '1' });
  commit(directory);
  const repository = await openRepository(testEnvironment(), directory);
  expect(await repository.mergeBase('main', 'change')).toBe(base);
  expect(await repository.mergeBase('change')).toBe(base);
  git(directory, 'checkout', '--quiet', '--orphan', 'alone');
  commit(directory);
  await expect(repository.mergeBase('main')).rejects.toThrow(
    /'main' and 'HEAD' have no commit in common.*unshallow/,
  );
});

describe('a hostile repository', () => {
  test('runs nothing: neither hooks nor a file system monitor nor filters', async () => {
    const directory = makeRepository({ 'a.yaml': 'a', '.gitattributes': '* filter=evil diff=evil\n' });
    const marker = join(temporaryDirectory(), 'ran');
    const script = join(directory, '.git', 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    const settings = [
      'core.fsmonitor',
      'core.sshCommand',
      'core.pager',
      'filter.evil.clean',
      'filter.evil.smudge',
    ];
    for (const name of [...settings, 'diff.evil.textconv', 'core.alternateRefsCommand', 'core.editor']) {
      git(directory, 'config', name, script);
    }
    mkdirSync(join(directory, '.git/hooks'));
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout']) {
      writeFileSync(join(directory, '.git/hooks', hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    }
    const repository = await openRepository(testEnvironment(), directory);
    for (const revision of [undefined, 'HEAD']) {
      expect(Object.keys(await contents(await repository.snapshot(revision)))).toContain('a.yaml');
    }
    await repository.mergeBase('HEAD');
    expect(existsSync(marker)).toBe(false);
  });

  test('is not fetched from, when it is a partial clone that names a command as its remote', async () => {
    const directory = makeRepository({ 'a.yaml': 'content' });
    const marker = join(temporaryDirectory(), 'ran');
    const blob = git(directory, 'rev-parse', 'HEAD:a.yaml');
    // The object alone: one in 128 times its folder holds the commit or the tree, too.
    renameSync(
      join(directory, '.git/objects', blob.slice(0, 2), blob.slice(2)),
      join(directory, '.git/taken'),
    );
    git(directory, 'config', 'extensions.partialClone', 'evil');
    git(directory, 'config', 'core.repositoryFormatVersion', '1');
    git(directory, 'config', 'remote.evil.url', `ext::sh -c "touch ${marker}"`);
    git(directory, 'config', 'remote.evil.promisor', 'true');
    git(directory, 'config', 'protocol.ext.allow', 'always');
    const repository = await openRepository(testEnvironment(), directory);
    await expect(repository.snapshot('HEAD').then(contents)).rejects.toThrow(
      /^a\.yaml: its content is not in/,
    );
    expect(existsSync(marker)).toBe(false);
  });

  test('leads nowhere: neither by links nor by its configured work tree', async () => {
    const outside = temporaryDirectory();
    write(outside, { 'secret.yaml': 'secret' });
    const directory = makeRepository({ 'a.yaml': 'a', 'folder/secret.yaml': 'own' });
    rmSync(join(directory, 'folder'), { recursive: true });
    symlinkSync(outside, join(directory, 'folder'));
    symlinkSync(join(outside, 'secret.yaml'), join(directory, 'link.yaml'));
    const repository = await openRepository(testEnvironment(), directory);
    expect(await contents(await repository.snapshot())).toEqual({ 'a.yaml': 'a' });
    git(directory, 'config', 'core.worktree', outside);
    const misled = await openRepository(testEnvironment(), directory);
    expect(await contents(await misled.snapshot())).toEqual({ 'a.yaml': 'a', 'folder/secret.yaml': 'own' });
    git(directory, 'config', 'core.worktree', dirname(directory));
    const standing = testEnvironment({ workingDirectory: directory });
    await expect(openRepository(standing)).rejects.toThrow(
      /sets core\.worktree to .*, which is not supported/,
    );
    await expect(openRepository(standing, directory)).rejects.toThrow(/core\.worktree/);
  });
});
