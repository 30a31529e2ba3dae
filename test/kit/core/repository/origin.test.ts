import { openRepository } from '../../../../kit/core/repository/open';
import { testEnvironment } from '../../support/environment';
import { git, makeRepository } from '../../support/repository';

test.each([
  ['https://github.com/acme/fleet', 'github.com/acme/fleet'],
  ['https://robot:geheim@GitHub.com/acme/fleet.git', 'github.com/acme/fleet'],
  ['git@github.com:acme/fleet.git', 'github.com/acme/fleet'],
  ['ssh://git@github.com:2222/acme/fleet/', 'github.com:2222/acme/fleet'],
  ['https://github.com/acme/../fleet', 'github.com/fleet'],
  ['git@github.com:acme/../fleet', undefined],
  ['../fleet', undefined],
  ['/srv/fleet', undefined],
  ['file:///srv/fleet', undefined],
  ['ext::sh -c evil', undefined],
])('a repository that was cloned from %s comes from %s', async (url, address) => {
  const directory = makeRepository({ 'README.md': '' });
  const repository = await openRepository(testEnvironment(), directory);
  git(directory, 'config', 'remote.origin.url', url);
  expect(await repository.origin()).toBe(address);
});

test('a repository that was not cloned comes from nowhere', async () => {
  const repository = await openRepository(testEnvironment(), makeRepository({ 'README.md': '' }));
  expect(await repository.origin()).toBeUndefined();
});

test('an origin that changes is another one', async () => {
  const directory = makeRepository({ 'a.yaml': '' });
  const origin = async (): Promise<string | undefined> =>
    (await openRepository(testEnvironment(), directory)).origin();
  expect(await origin()).toBeUndefined();
  for (const name of ['fleet', 'flees', 'fleet']) {
    git(directory, 'config', 'remote.origin.url', `https://github.com/acme/${name}`);
    expect(await origin()).toBe(`github.com/acme/${name}`);
    expect(await origin()).toBe(`github.com/acme/${name}`);
  }
  git(directory, 'config', '--unset', 'remote.origin.url');
  expect(await origin()).toBeUndefined();
});
