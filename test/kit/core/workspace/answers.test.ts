import { createColors } from 'picocolors';

import { run } from '../../../../kit/cli/program';
import type { Environment } from '../../../../kit/environment';
import { fleetkeepHere, type Outcome } from '../../support/cli';
import { testEnvironment } from '../../support/environment';
import { cleanCluster, deployment, forbiddenTemplate, manifests } from '../../support/manifests';
import { type Files, git, makeRepository, write } from '../../support/repository';

const spec = {
  delivery: { engine: 'flux', entry: './clusters/prod' },
  exceptions: [{ control: 'fips-nodes', reason: 'measured', expires: '2099-06-30' }],
};
const [apiVersion, kind, metadata] = ['securitytower.io/v1alpha1', 'Cluster', { name: 'prod' }];
const files: Files = {
  ...cleanCluster(),
  'apps/web.yaml': manifests(deployment('web', false)),
  '.securitytower/prod.yaml': manifests({ apiVersion, kind, metadata, spec }),
};

interface Stand {
  readonly directory: string;
  /** With an engine. */
  readonly ask: (now: string, ...words: readonly string[]) => Promise<Outcome>;
  /** Without one: what was not kept cannot be answered. */
  readonly remember: (now: string, ...words: readonly string[]) => Promise<Outcome>;
}

function stand(content: Files = files): Stand {
  const directory = makeRepository(content);
  const { cacheDirectory } = testEnvironment();
  const args = (words: readonly string[]) => [...words, '--repository', directory, '-o', 'json'];
  const at = (now: string): Partial<Environment> => ({ cacheDirectory, now: new Date(now) });
  return {
    directory,
    ask: (now, ...words) => fleetkeepHere(args(words), undefined, at(now)),
    remember: async (now, ...words) => {
      const said = { stdout: '', stderr: '' };
      const sink = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (said[name] += text) });
      const output = { stdout: sink('stdout'), stderr: sink('stderr') };
      const terminal = { ...output, colors: createColors(false), showsProgress: false };
      const environment = testEnvironment({ ...at(now), engine: '/no/engine' });
      const exitCode = await run(args(words), { environment, terminal, version: '0.0.0-test' });
      return { exitCode, ...said };
    },
  };
}

const long = '2099-01-01T00:00:00Z';

test.each<readonly [string, number, string]>([
  ['get images', 0, 'shop/web:1.0.0'],
  ['get clusters', 0, '"images": 1'],
  ['get stages', 0, 'shop/web:1.0.0'],
  ['images outdated', 3, 'shop/web:1.0.0'],
  ['images critical', 3, 'shop/web:1.0.0'],
  ['compliance --standard acme', 0, '"state": "passed"'],
])(
  '%s, of a working tree: what was found out is answered again without an engine, until something changes',
  async (line, exitCode, text) => {
    const words = line.split(' ');
    const { directory, ask, remember } = stand();
    const first = await ask(long, ...words);
    expect(first.exitCode).toBe(exitCode);
    expect(first.stdout).toContain(text);
    expect(await remember(long, ...words)).toEqual(first);
    const lost = { exitCode: 3, stdout: '', stderr: expect.stringContaining('/no/engine') as string };
    expect(await remember(long, ...words, '--no-cache')).toEqual(lost);
    write(directory, { 'apps/web.yaml': manifests(deployment('web', false)).replace(':1.0.0', ':1.0.1') });
    expect(await remember(long, ...words)).toEqual(lost);
  },
);

test('get clusters: an answer holds until something in it ends', async () => {
  const { ask, remember } = stand();
  const first = await ask('2099-06-30T23:00:00Z', 'get', 'clusters');
  expect(first.stdout).toContain('"warn": 0');
  expect(await remember('2099-06-30T23:59:59Z', 'get', 'clusters')).toEqual(first);
  expect((await remember('2099-07-01T00:00:00Z', 'get', 'clusters')).exitCode).toBe(3);
  expect((await ask('2099-07-01T00:00:00Z', 'get', 'clusters')).stdout).toContain('"warn": 1');
  // Nor is a later answer one of before.
  expect((await remember('2099-06-30T23:00:00Z', 'get', 'clusters')).exitCode).toBe(3);
});

test('get clusters: where the repository was cloned from is part of the question', async () => {
  const { directory, ask, remember } = stand();
  const known = await ask(long, 'get', 'clusters');
  git(directory, 'remote', 'add', 'origin', 'https://github.com/acme/fleet');
  expect(await remember(long, 'get', 'clusters')).not.toEqual(known);
  const again = await ask(long, 'get', 'clusters');
  git(directory, 'remote', 'set-url', 'origin', 'git@github.com:acme/fleet.git');
  expect(await remember(long, 'get', 'clusters')).toEqual(again);
});

test('get clusters: where a policy reckons with the time, nothing is kept', async () => {
  const rego =
    'package testforbidden\nviolation[{"msg": "late"}] {\n  time.now_ns() - 5 > input.review.object.data.since\n}';
  const { ask, remember } = stand({ ...files, 'policies/template.yaml': manifests(forbiddenTemplate(rego)) });
  expect((await ask(long, 'get', 'clusters')).exitCode).toBe(0);
  expect((await remember(long, 'get', 'clusters')).exitCode).toBe(3);
});

test('a folder that no cluster applies is rendered by itself once, until something changes', async () => {
  const stage = { name: 'prod', cluster: { name: 'prod' }, resources: { path: 'elsewhere' } };
  const application = {
    apiVersion,
    kind: 'Application',
    metadata: { name: 'web' },
    spec: { stages: [stage] },
  };
  const { directory, ask, remember } = stand({
    ...files,
    '.securitytower/web.yaml': manifests(application),
    'elsewhere/web.yaml': manifests(deployment('web', false, 'registry.example.com/shop/other:1.0.0')),
  });
  const first = await ask(long, 'get', 'stages', '--application', 'web');
  expect(first.stdout).toContain('shop/other:1.0.0');
  expect(await remember(long, 'get', 'stages', '--application', 'web')).toEqual(first);
  write(directory, {
    'elsewhere/web.yaml': manifests(deployment('web', false, 'registry.example.com/shop/other:1.0.1')),
  });
  expect((await ask(long, 'get', 'stages', '--application', 'web')).stdout).toContain('shop/other:1.0.1');
});
