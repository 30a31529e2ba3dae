import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { buildEngine } from '../../../scripts/build-engine';
import { fleetkeep } from '../support/cli';
import { cleanCluster, configMap, manifests } from '../support/manifests';
import { commit, makeRepository, write } from '../support/repository';
import { temporaryDirectory } from '../support/temporary';

jest.setTimeout(600_000);

/** What a run as a process of its own says, with that cache folder. */
async function check(repository: string, cache: string, ...args: readonly string[]): Promise<string> {
  // Built or found in the cache folder of the tests; in the new one there is none.
  const engine = await buildEngine(() => undefined);
  const variables = { XDG_CACHE_HOME: cache, FLEETKEEP_ENGINE: engine };
  const { stdout, stderr } = await fleetkeep(
    ['check', '--repository', repository, '-o', 'json', ...args],
    repository,
    variables,
  );
  expect(stderr).toBe('');
  return stdout;
}

const kept = (cache: string): number => {
  const folder = join(cache, 'fleetkeep/results');
  return existsSync(folder) ? readdirSync(folder).length : 0;
};

test('a run says the same with results of earlier runs, without them, and of a changed repository', async () => {
  const bad = manifests(configMap('bad', { forbidden: 'x' }));
  const repository = makeRepository({ ...cleanCluster(), 'apps/bad.yaml': bad });
  const cache = temporaryDirectory();
  const first = await check(repository, cache);
  expect(first).toContain('data.forbidden is x');
  expect(kept(cache)).toBe(1);
  expect(await check(repository, cache)).toBe(first);
  expect(await check(repository, cache, '--no-cache')).toBe(first);
  write(repository, { 'apps/bad.yaml': bad.replace('forbidden: x', 'forbidden: y') });
  commit(repository);
  const changed = await check(repository, cache);
  expect(changed).toContain('data.forbidden is y');
  expect(changed).toBe(await check(repository, temporaryDirectory(), '--no-cache'));
});

test('--no-cache keeps nothing', async () => {
  const cache = temporaryDirectory();
  await check(makeRepository(cleanCluster()), cache, '--no-cache');
  expect(kept(cache)).toBe(0);
});

test('two runs at once share a folder', async () => {
  const repository = makeRepository(cleanCluster());
  const cache = temporaryDirectory();
  const [one, other] = await Promise.all([check(repository, cache), check(repository, cache)]);
  expect(one).toBe(other);
  expect(await check(repository, cache)).toBe(one);
});
