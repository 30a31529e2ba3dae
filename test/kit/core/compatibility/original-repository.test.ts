import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { fleetkeepHere } from '../../support/cli';
import { manifests } from '../../support/manifests';
import { commit, type Files, git, write } from '../../support/repository';
import { temporaryDirectory } from '../../support/temporary';
import { declarationsOf, originalRepository, type OriginalOptions } from './original-repository';

const times: readonly OriginalOptions[] = [
  { folder: '.phylake', apiVersion: 'phylake.io/v1alpha1', prefix: 'cloud.syncier.com' },
  { folder: '.phylake', apiVersion: 'phylake.io/v1alpha1', prefix: 'phylake.io' },
  { folder: '.securitytower', apiVersion: 'securitytower.io/v1alpha1', prefix: 'securitytower.io' },
];

/** Named as its address says: stages name the repository that they are in. */
function standing(files: Files): string {
  const directory = join(temporaryDirectory(), 'oven-fleet');
  mkdirSync(directory);
  git(directory, 'init', '--quiet', '--template=', '--initial-branch=main');
  write(directory, files);
  commit(directory);
  return directory;
}

async function json<T>(
  directory: string,
  ...words: readonly string[]
): Promise<{ exitCode: number | null; value: T }> {
  const { stdout, stderr, exitCode } = await fleetkeepHere([
    ...words,
    '--repository',
    directory,
    '-o',
    'json',
  ]);
  if (stdout === '') throw new Error(stderr);
  return { exitCode, value: JSON.parse(stdout) as T };
}

describe.each(times)('a repository of the time of $prefix', (options) => {
  let directory: string;
  beforeAll(() => {
    directory = standing(originalRepository(options));
  });

  test('its cluster is found, by the name that it was given', async () => {
    const { exitCode, value } = await json<readonly Record<string, unknown>[]>(directory, 'get', 'clusters');
    expect(value).toEqual([
      expect.objectContaining({ name: 'oven', location: 'Azure - Germany West Central ', resources: 9 }),
    ]);
    expect(exitCode).toBe(0);
  });

  test('all of it is understood, and what lies elsewhere is said', async () => {
    const { exitCode, value } = await json<{ notEvaluated: readonly unknown[] }>(
      directory,
      'doctor',
      'repository',
    );
    expect(value.notEvaluated).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test('its policies judge, and its exclusions hold', async () => {
    const { exitCode, value } = await json<{
      findings: readonly { policy: string; resource: { name: string } }[];
      notEvaluated: readonly unknown[];
    }>(directory, 'check');
    expect(value.findings.map(({ policy, resource }) => [policy, resource.name])).toEqual([
      ['noprivilege', 'oven'],
    ]);
    expect(value.notEvaluated).toEqual([]);
    expect(exitCode).toBe(1);
  });

  test('its exclusions are listed: nobody owns them, and they have no end', async () => {
    const { value } = await json<readonly Record<string, unknown>[]>(directory, 'get', 'acceptances');
    expect(value).toEqual([
      expect.objectContaining({
        name: `${options.prefix}/policy.exclusion.noprivilege`,
        reason: 'The cellar has a device of its own.',
        owner: null,
        expiresAt: null,
        source: 'annotation',
      }),
    ]);
  });

  test('what it was is not touched', async () => {
    for (const words of [['get', 'clusters'], ['check'], ['doctor', 'repository'], ['get', 'grants']]) {
      await fleetkeepHere([...words, '--repository', directory]);
    }
    expect(git(directory, 'status', '--porcelain')).toBe('');
  });
});

test('both folders at once, as while one moves to the other: one cluster', async () => {
  const [, old, today] = times;
  if (old === undefined || today === undefined) throw new Error('no times');
  const directory = standing({ ...originalRepository(old), ...declarationsOf(today) });
  const { exitCode, value } = await json<readonly { name: string }[]>(directory, 'get', 'clusters');
  expect(value.map(({ name }) => name)).toEqual(['oven']);
  expect(exitCode).toBe(0);
});

test('what synth writes beside them says the same cluster: one, at the place that synth knows', async () => {
  const [, old] = times;
  if (old === undefined) throw new Error('no times');
  const directory = standing({
    ...originalRepository(old),
    '.securitytower/cluster-oven.yaml': manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Cluster',
      metadata: { name: 'oven', labels: { 'fleetkeep.dev/stage': 'prod' } },
      spec: { delivery: { engine: 'flux', entry: './cluster' } },
    }),
  });
  const { exitCode, value } = await json<readonly Record<string, unknown>[]>(directory, 'get', 'clusters');
  expect(value).toEqual([expect.objectContaining({ name: 'oven', stage: 'prod' })]);
  expect(exitCode).toBe(0);
});

test('a file of any name is a declaration: what has ended in it is found', async () => {
  const directory = standing({
    ...originalRepository({
      folder: '.securitytower',
      apiVersion: 'securitytower.io/v1alpha1',
      prefix: 'securitytower.io',
    }),
    '.securitytower/anything.yml': manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Cluster',
      metadata: { name: 'oven' },
    }),
    '.securitytower/left-over': manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'AccessGrant',
      metadata: { name: 'inc-1' },
      spec: {
        cluster: 'oven',
        group: '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70',
        role: 'reader',
        startsAt: '2026-01-01T08:00Z',
        expires: { hours: 4 },
        reason: 'outage',
        ticket: 'INC-1',
      },
    }),
  });
  const { value } = await json<readonly { name: string; state: string }[]>(directory, 'get', 'grants');
  expect(value.map(({ name, state }) => [name, state])).toEqual([['inc-1', 'ended']]);
});
