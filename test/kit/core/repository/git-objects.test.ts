import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';

import { Git, GitError, type GitProcess } from '../../../../kit/core/repository/git';
import { GitObjects } from '../../../../kit/core/repository/git-objects';
import { StayingGit } from '../../../../kit/core/repository/staying-git';
import { testEnvironment } from '../../support/environment';
import { commit, git, makeRepository, write } from '../../support/repository';

const root = join(__dirname, '../../../..');

function objectsOf(directory: string): GitObjects {
  return new GitObjects(new Git(testEnvironment()), directory);
}

async function read(objects: GitObjects, ids: readonly string[]): Promise<readonly string[]> {
  const contents: string[] = [];
  const files = ids.map((id) => ({ path: id, size: 0, id }));
  await objects.read(files, (_, content) => contents.push(content.toString('utf8')));
  return contents;
}

test('names are described in their order, whatever they are', async () => {
  const directory = makeRepository({ 'a.yaml': 'four', 'äöü 😀.yaml': 'x' });
  const [head, blob] = [git(directory, 'rev-parse', 'HEAD'), git(directory, 'rev-parse', 'HEAD:a.yaml')];
  const asked = [
    'HEAD',
    'HEAD:a.yaml',
    'nothing',
    '',
    'HEAD\nHEAD',
    'HEAD:äöü 😀.yaml',
    'HEAD commit 7',
    blob,
  ];
  const described = await objectsOf(directory).describe(asked);
  expect(described.map((one) => one?.id)).toEqual([
    head,
    blob,
    undefined,
    undefined,
    undefined,
    git(directory, 'rev-parse', 'HEAD:äöü 😀.yaml'),
    undefined,
    blob,
  ]);
  expect(described[1]?.size).toBe(4);
  expect(await objectsOf(directory).describe([])).toEqual([]);
});

test('who asks at the same time is answered each', async () => {
  const directory = makeRepository({ 'a.yaml': 'a'.repeat(300_000), 'b.yaml': 'b\n', 'c.yaml': '' });
  const objects = objectsOf(directory);
  const ids = ['a', 'b', 'c'].map((name) => git(directory, 'rev-parse', `HEAD:${name}.yaml`));
  const answers = await Promise.all(
    [ids, ids.slice(1), ids.toReversed(), ids.slice(2)].map((some) => read(objects, some)),
  );
  const [a, b, c] = ['a'.repeat(300_000), 'b\n', ''];
  expect(answers).toEqual([[a, b, c], [b, c], [c, b, a], [c]]);
});

test('what comes later is seen: commits, branches that move, objects that were packed', async () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  const objects = objectsOf(directory);
  const first = git(directory, 'rev-parse', 'HEAD');
  const ids = async (): Promise<readonly (string | undefined)[]> =>
    (await objects.describe(['main', 'main:a.yaml'])).map((one) => one?.id);
  expect((await ids())[0]).toBe(first);
  write(directory, { 'a.yaml': 'two' });
  const second = commit(directory);
  expect(await ids()).toEqual([second, git(directory, 'rev-parse', 'HEAD:a.yaml')]);
  git(directory, 'gc', '--quiet', '--prune=now');
  expect(await ids()).toEqual([second, git(directory, 'rev-parse', 'HEAD:a.yaml')]);
  git(directory, 'update-ref', 'refs/heads/main', first);
  expect((await ids())[0]).toBe(first);
  expect(await read(objects, [git(directory, 'rev-parse', `${second}:a.yaml`)])).toEqual(['two']);
});

test('a repository in the place of another one is another one', async () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  const other = makeRepository({ 'a.yaml': 'another' });
  const objects = objectsOf(directory);
  const before = await objects.describe(['HEAD:a.yaml']);
  expect(before).toEqual([{ id: git(directory, 'rev-parse', 'HEAD:a.yaml'), size: 3 }]);
  renameSync(directory, `${directory}-moved`);
  renameSync(other, directory);
  expect(await objects.describe(['HEAD:a.yaml', before[0]?.id ?? ''])).toEqual([
    { id: git(directory, 'rev-parse', 'HEAD:a.yaml'), size: 7 },
    undefined,
  ]);
});

test('differences are those of git diff-tree, one question after the other', async () => {
  const directory = makeRepository({ 'a.yaml': 'one', 'b.yaml': 'same', 'end\n.yaml': 'x' });
  write(directory, { 'a.yaml': 'two', 'c/d.yaml': 'new', 'end\n.yaml': 'y' });
  commit(directory);
  const [before, now] = ['HEAD~1^{tree}', 'HEAD^{tree}'].map((name) => git(directory, 'rev-parse', name));
  const objects = objectsOf(directory);
  const raw = (from = '', to = ''): string =>
    execFileSync('git', ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', from, to], {
      cwd: directory,
      encoding: 'utf8',
    });
  for (const [from = '', to = ''] of [
    [before, now],
    [now, before],
    [now, now],
    [before, now],
  ])
    expect(await objects.differences(from, to)).toBe(raw(from, to));
  expect(raw(before, now).split('\0')).toHaveLength(7);
});

describe('a git that ends', () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  const started: GitProcess[] = [];
  const staying = new StayingGit(() => {
    const process = new Git(testEnvironment()).start(['cat-file', '--batch-check'], { directory });
    started.push(process);
    return process;
  });
  const ask = async (question: string): Promise<string> => {
    let answer = '';
    await staying.ask(question, (chunk) => (answer += chunk.toString('utf8')).endsWith('\n'));
    return answer;
  };

  test('while nobody asks is started again', async () => {
    const answer = await ask('HEAD\n');
    expect(answer).toBe(`${git(directory, 'rev-parse', 'HEAD')} commit ${answer.split(' ')[2]}`);
    started[0]?.child.kill('SIGKILL');
    await expect(started[0]?.ended).rejects.toThrow(GitError);
    expect(await ask('HEAD\n')).toBe(answer);
    expect(started).toHaveLength(2);
  });

  test('before it has answered is told, and the next question is answered', async () => {
    const unanswered = ask('HEAD\n');
    const next = ask('HEAD\n');
    started.at(-1)?.child.kill('SIGKILL');
    await expect(unanswered).rejects.toThrow(GitError);
    expect(await next).toContain(' commit ');
  });

  test('what the receiver throws is thrown, and the next question is answered', async () => {
    const refused = staying.ask('HEAD\nHEAD\n', () => {
      throw new Error('not mine');
    });
    const next = ask('HEAD:a.yaml\n');
    await expect(refused).rejects.toThrow('not mine');
    expect(await next).toContain(' blob 3');
  });
});

test('one that stays does not keep our process from ending', () => {
  const directory = makeRepository({ 'a.yaml': 'one' });
  const script = `
    const { Git } = require('./kit/core/repository/git.ts');
    const { GitObjects } = require('./kit/core/repository/git-objects.ts');
    const before = process.getActiveResourcesInfo();
    const objects = new GitObjects(new Git({ variables: process.env }), ${JSON.stringify(directory)});
    objects.describe(['HEAD']).then((described) => {
      const left = process.getActiveResourcesInfo();
      for (const one of before) if (left.includes(one)) left.splice(left.indexOf(one), 1);
      console.log(described.length, left.filter((one) => /Process|Pipe|Timeout/.test(one)).join(' '));
    });`;
  const options = { cwd: root, encoding: 'utf8' } as const;
  const printed = execFileSync(process.execPath, ['-r', './scripts/typescript.js', '-e', script], options);
  expect(printed).toBe('1 \n');
});
