import { readHistory } from '../../../../kit/core/applications/stage-history';
import { Git } from '../../../../kit/core/repository/git';
import { testEnvironment } from '../../support/environment';
import { commit, git, makeRepository, write } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';

const image = (tag: string): string => `image: registry.example.com/shop/web:${tag}\n`;

function history(directory: string, folders: readonly string[], tokens: readonly string[]) {
  const options = {
    directory,
    commit: git(directory, 'rev-parse', 'HEAD'),
    folders,
    tokens: new Set(tokens),
  };
  return readHistory(new Git(testEnvironment()), options);
}

test('commits by folder, newest first, and where a version was written last', async () => {
  const directory = makeRepository({ 'dev/a.yaml': image('1.0.0'), 'prod/a.yaml': image('1.0.0') });
  const first = git(directory, 'rev-parse', 'HEAD');
  write(directory, { 'dev/a.yaml': image('1.1.0') });
  const second = commit(directory);
  write(directory, { 'dev/deep/b.yaml': `tag: "1.2.0"\n` });
  const third = commit(directory);
  const { folders, shallow } = await history(
    directory,
    ['./dev', './prod', './'],
    ['1.0.0', '1.2.0', '9.9.9'],
  );
  expect(shallow).toBe(false);
  expect(folders['./dev']?.commits.map(({ id }) => id)).toEqual([third, second, first]);
  expect(folders['./dev']?.written).toEqual({ '1.0.0': 2, '1.2.0': 0 });
  expect(folders['./prod']).toEqual({
    commits: [expect.objectContaining({ id: first })],
    written: { '1.0.0': 0 },
  });
  expect(folders['./']?.commits.map(({ id }) => id)).toEqual([third, second, first]);
});

test('a part of a version is not the version', async () => {
  const directory = makeRepository({ 'dev/a.yaml': `${image('1.0.0-rc.1')}x: 11.0.0\ny: v1.0.0\n` });
  const { folders } = await history(directory, ['./dev'], ['1.0.0', '1.0', '1.0.0-rc.1']);
  expect(folders['./dev']?.written).toEqual({ '1.0.0-rc.1': 0 });
});

test('what a merge brings came with the merge', async () => {
  const directory = makeRepository({ 'dev/a.yaml': image('1') });
  git(directory, 'checkout', '--quiet', '-b', 'change');
  write(directory, { 'dev/a.yaml': image('2') });
  commit(directory);
  write(directory, { 'dev/a.yaml': image('3') });
  commit(directory);
  git(directory, 'checkout', '--quiet', 'main');
  git(directory, 'merge', '--quiet', '--no-ff', '--no-edit', 'change');
  const merge = git(directory, 'rev-parse', 'HEAD');
  const { folders } = await history(directory, ['./dev'], ['2', '3']);
  expect(folders['./dev']?.commits[0]?.id).toBe(merge);
  expect(folders['./dev']?.commits).toHaveLength(2);
  expect(folders['./dev']?.written).toEqual({ '3': 0 });
});

test('names that Git quotes, deleted and binary files count', async () => {
  const odd = 'dev/a "quoted" näme.yaml';
  const directory = makeRepository({ [odd]: image('1'), 'dev/blob': '\0\u0001' });
  write(directory, { 'dev/blob': '\0\u0002' });
  const binary = commit(directory);
  git(directory, 'rm', '--quiet', odd);
  git(directory, 'commit', '--quiet', '-m', 'gone');
  const gone = git(directory, 'rev-parse', 'HEAD');
  const { folders } = await history(directory, ['./dev'], ['1']);
  expect(folders['./dev']?.commits.map(({ id }) => id).slice(0, 2)).toEqual([gone, binary]);
  expect(folders['./dev']?.written).toEqual({ '1': 2 });
});

test("the user's own settings of git log change nothing", async () => {
  const directory = makeRepository({ 'dev/a.yaml': image('1') });
  for (const [key, value] of [
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['color.ui', 'always'],
    ['log.showSignature', 'true'],
    ['log.diffMerges', 'off'],
  ] as const)
    git(directory, 'config', key, value);
  const { folders } = await history(directory, ['./dev'], ['1']);
  expect(folders['./dev']).toEqual({ commits: [expect.anything()], written: { '1': 0 } });
});

test('a clone that is cut short says so', async () => {
  const directory = makeRepository({ 'dev/a.yaml': image('1') });
  write(directory, { 'dev/a.yaml': image('2') });
  commit(directory);
  const shallow = temporaryDirectory();
  git(shallow, 'clone', '--quiet', '--depth=1', `file://${directory}`, 'clone');
  expect((await history(`${shallow}/clone`, ['./dev'], ['1'])).shallow).toBe(true);
});
