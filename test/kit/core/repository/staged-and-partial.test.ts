import type { RenderDocument } from '../../../../kit/core/render/document';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, configMap, manifests } from '../../support/manifests';
import { commit, git, makeRepository, write } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';

async function color(directory: string, ...args: readonly string[]) {
  const command = ['render', '--repository', directory, '-o', 'json', ...args];
  const { stdout, stderr, exitCode } = await fleetkeepHere(command);
  if (exitCode !== 0) return { exitCode, said: stdout + stderr };
  const { clusters } = JSON.parse(stdout) as RenderDocument;
  return clusters[0]?.resources.find(({ name }) => name === 'settings')?.object.data;
}

const settings = (value: string) => ({
  'apps/settings.yaml': manifests(configMap('settings', { color: value })),
});

test('--staged reads what the next commit would hold', async () => {
  const directory = makeRepository(cleanCluster());
  write(directory, settings('staged'));
  git(directory, 'add', '--all');
  write(directory, { ...settings('working'), 'apps/untracked.yaml': 'kind: [' });
  expect(await color(directory, '--staged')).toEqual({ color: 'staged' });
  expect(await color(directory, '--revision', 'HEAD')).toEqual({ color: 'blue' });
  git(directory, 'commit', '--quiet', '--message', 'what was staged');
  expect(await color(directory, '--revision', 'HEAD')).toEqual({ color: 'staged' });
});

test('--staged is refused where there is no index, beside a revision, and in a conflict', async () => {
  const directory = makeRepository(cleanCluster());
  const bare = temporaryDirectory();
  git(bare, 'clone', '--quiet', '--bare', directory, '.');
  expect(await color(bare, '--staged')).toMatchObject({
    exitCode: 2,
    said: expect.stringContaining('no index') as string,
  });
  expect(await color(directory, '--staged', '--revision', 'HEAD')).toMatchObject({ exitCode: 2 });
  git(directory, 'switch', '--quiet', '--create', 'other');
  write(directory, settings('other'));
  commit(directory);
  git(directory, 'switch', '--quiet', 'main');
  write(directory, settings('main'));
  commit(directory);
  expect(() => git(directory, 'merge', 'other')).toThrow();
  expect(await color(directory, '--staged')).toMatchObject({
    exitCode: 2,
    said: expect.stringContaining('apps/settings.yaml is in conflict') as string,
  });
});

describe('a partial clone', () => {
  function partialClone(): string {
    const origin = makeRepository(cleanCluster());
    git(origin, 'config', 'uploadpack.allowFilter', 'true');
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    const directory = temporaryDirectory();
    git(directory, 'clone', '--quiet', '--bare', '--filter=blob:none', `file://${origin}`, '.');
    return directory;
  }

  test('is told what it lacks, and how to get it', async () => {
    expect(await color(partialClone())).toMatchObject({
      exitCode: 2,
      said: expect.stringContaining('partial clone') as string,
    });
  });

  test('--fetch-missing fetches it', async () => {
    const directory = partialClone();
    expect(await color(directory, '--fetch-missing')).toEqual({ color: 'blue' });
    expect(await color(directory)).toEqual({ color: 'blue' });
  });

  test('--fetch-missing runs no command that the clone names as its remote', async () => {
    const directory = partialClone();
    git(directory, 'config', 'remote.origin.url', `ext::sh -c 'touch ${directory}/ran'`);
    expect(await color(directory, '--fetch-missing')).toMatchObject({
      exitCode: 2,
      said: expect.stringContaining('names no remote') as string,
    });
  });
});
