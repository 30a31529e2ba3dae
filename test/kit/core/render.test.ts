import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';

import type { RenderDocument } from '../../../kit/core/render/document';
import { fleetkeepHere } from '../support/cli';
import { cleanCluster, configMap, kustomization, manifests, namespace, syncFile } from '../support/manifests';
import { commit, git, makeRepository, write } from '../support/repository';
import { expectToMatchSchema } from '../support/schemas';
import { temporaryDirectory } from '../support/temporary';

async function render(directory: string, ...args: readonly string[]) {
  const { stdout, exitCode } = await fleetkeepHere([
    'render',
    '--repository',
    directory,
    '-o',
    'json',
    ...args,
  ]);
  expectToMatchSchema('render', stdout);
  return { ...(JSON.parse(stdout) as RenderDocument), exitCode };
}

test('what a cluster would get, with its Kustomizations and where each resource is from', async () => {
  const { clusters, notEvaluated, exitCode } = await render(makeRepository(cleanCluster()));
  expect({ exitCode, notEvaluated }).toEqual({ exitCode: 0, notEvaluated: [] });
  expect(clusters).toHaveLength(1);
  const [cluster] = clusters;
  expect(cluster).toMatchObject({ name: 'prod', entry: './clusters/prod' });
  expect(cluster?.kustomizations.map(({ name, path, state }) => [name, path, state])).toEqual([
    ['apps', './apps', 'rendered'],
    ['flux-system', './clusters/prod', 'rendered'],
    ['policies', './policies', 'rendered'],
  ]);
  expect(cluster?.kustomizations.map(({ appliedBy }) => appliedBy)).toEqual(
    Array(3).fill('flux-system/flux-system'),
  );
  const settings = cluster?.resources.find(({ name }) => name === 'settings');
  expect(settings).toMatchObject({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: 'shop',
    kustomization: 'flux-system/apps',
    file: 'apps/settings.yaml',
    line: 1,
    object: { data: { color: 'blue' } },
  });
});

test('a patched resource points to the file that declares it', async () => {
  const patch = manifests(configMap('settings', { color: 'red' }));
  const files = {
    ...cleanCluster(),
    'apps/kustomization.yaml': 'resources: [namespace.yaml, base]\npatches: [{path: patch.yaml}]\n',
    'apps/patch.yaml': patch,
    'apps/settings.yaml': '',
    'apps/base/kustomization.yaml': 'resources: [settings.yaml]\n',
    'apps/base/settings.yaml': `# comment\n\n${manifests(configMap('settings', { color: 'blue' }))}`,
  };
  const { clusters } = await render(makeRepository(files));
  expect(clusters[0]?.resources.find(({ name }) => name === 'settings')).toMatchObject({
    file: 'apps/base/settings.yaml',
    line: 3,
    object: { data: { color: 'red' } },
  });
});

test('a variable that only the cluster knows is not evaluated, and stays as it is written', async () => {
  const substitute = { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'cluster-vars' }] } };
  const files = {
    ...cleanCluster(),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', substitute)),
    'apps/settings.yaml': manifests(configMap('settings', { region: '${REGION}' })),
  };
  const { clusters, notEvaluated, exitCode } = await render(makeRepository(files));
  expect(exitCode).toBe(3);
  expect(notEvaluated).toEqual([
    expect.objectContaining({
      cluster: 'prod',
      kustomization: 'flux-system/apps',
      file: 'apps/settings.yaml',
      reason: expect.stringMatching(/variable REGION .*ConfigMap\/flux-system\/cluster-vars/) as string,
    }),
  ]);
  expect(clusters[0]?.resources.find(({ name }) => name === 'settings')?.object.data).toEqual({
    region: '${REGION}',
  });
});

describe('Secrets', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'token', namespace: 'shop' },
    data: { password: Buffer.from('hunter2').toString('base64') },
    stringData: { url: 'https://user:hunter3@example.com' },
  };
  const files = { ...cleanCluster(), 'apps/secret.yaml': manifests(secret) };

  test.each(['json', 'yaml', 'csv', 'table', 'wide'])('-o %s shows none of their values', async (format) => {
    const { stdout, stderr } = await fleetkeepHere([
      'render',
      '--repository',
      makeRepository(files),
      '-o',
      format,
    ]);
    for (const value of ['hunter2', 'hunter3', secret.data.password])
      expect(stdout + stderr).not.toContain(value);
    if (format === 'json' || format === 'yaml') expect(stdout).toContain('redacted');
  });

  test('keep their hash: another value is another hash', async () => {
    const directory = makeRepository(files);
    const before = await render(directory);
    write(directory, {
      'apps/secret.yaml': manifests({ ...secret, stringData: { url: 'https://example.com' } }),
    });
    const after = await render(directory);
    const hash = ({ clusters }: RenderDocument) =>
      clusters[0]?.resources.find(({ kind }) => kind === 'Secret')?.hash;
    expect(hash(before)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(after)).not.toBe(hash(before));
    const object = ({ clusters }: RenderDocument) =>
      clusters[0]?.resources.find(({ kind }) => kind === 'Secret')?.object;
    expect(object(after)).toEqual(object(before));
  });
});

test('-o yaml is a stream of manifests that YAML 1.1 reads as they were meant', async () => {
  const data = {
    yes: 'yes',
    on: 'on',
    octal: '0123',
    number: '1_000',
    octalToo: '0o17',
    merge: '<<',
    equals: '=',
    null: 'null',
    text: 'a: b\n# c\n',
    date: '2026-01-01',
  };
  const files = { ...cleanCluster(), 'apps/settings.yaml': JSON.stringify(configMap('settings', data)) };
  const { stdout } = await fleetkeepHere(['render', '--repository', makeRepository(files), '-o', 'yaml']);
  const documents = parseAllDocuments(stdout, { version: '1.1' });
  const objects = documents.map(
    (document) => document.toJS() as { kind: string; metadata: { name: string }; data?: object },
  );
  expect(objects).toHaveLength(8);
  expect(objects.find(({ metadata }) => metadata.name === 'settings')?.data).toEqual(data);
  expect(stdout).toContain('# prod flux-system/apps apps/settings.yaml:1\n');
});

test('a revision shows what was there then', async () => {
  const directory = makeRepository(cleanCluster());
  write(directory, { 'apps/settings.yaml': manifests(configMap('settings', { color: 'red' })) });
  commit(directory);
  git(directory, 'tag', 'v2');
  const colors = async (revision: string) =>
    (await render(directory, '--revision', revision)).clusters[0]?.resources.find(
      ({ name }) => name === 'settings',
    )?.object.data;
  expect([await colors('v2'), await colors('v2~1')]).toEqual([{ color: 'red' }, { color: 'blue' }]);
});

test('--cluster and --entry choose what to look at', async () => {
  const directory = makeRepository({
    ...cleanCluster(),
    ...syncFile('clusters/dev'),
    'elsewhere/namespace.yaml': manifests(namespace('elsewhere')),
  });
  const names = async (...args: readonly string[]) =>
    (await render(directory, ...args)).clusters.map(({ name }) => name);
  expect(await names()).toEqual(['dev', 'prod']);
  expect(await names('-c', 'prod')).toEqual(['prod']);
  expect(await names('-c', 'prod', '--cluster', 'dev')).toEqual(['dev', 'prod']);
  expect(await names('--entry', 'x=elsewhere', '--entry', 'y=./apps')).toEqual(['dev', 'prod', 'x', 'y']);
  expect(await names('--entry', 'x=./elsewhere/', '-c', 'x')).toEqual(['x']);
});

test('--source stands in for what is not in the repository', async () => {
  const other = makeRepository({ 'deploy/all.yaml': manifests(configMap('from-elsewhere')) });
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: { interval: '1m', url: 'https://github.com/acme/shop', ref: { branch: 'main' } },
  };
  const app = kustomization('shop', './deploy', { sourceRef: { kind: 'GitRepository', name: 'shop' } });
  const directory = makeRepository({ ...cleanCluster(), 'clusters/prod/shop.yaml': manifests(source, app) });
  const without = await render(directory);
  expect(without.exitCode).toBe(3);
  expect(without.clusters[0]?.kustomizations.find(({ name }) => name === 'shop')?.state).toBe('unknown');
  const given = await render(directory, '--source', `shop=${other}`);
  expect(given.exitCode).toBe(0);
  expect(given.clusters[0]?.resources.map(({ name }) => name)).toContain('from-elsewhere');
});

test('manifests are readable by kubectl', async () => {
  const { stdout } = await fleetkeepHere([
    'render',
    '--repository',
    makeRepository(cleanCluster()),
    '-o',
    'yaml',
  ]);
  let kinds: string;
  try {
    const args = ['kustomize', temporaryWith(stdout)];
    kinds = execFileSync('kubectl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  expect(kinds.match(/^kind: ConstraintTemplate$/gm)).toHaveLength(1);
});

function temporaryWith(text: string): string {
  const directory = temporaryDirectory();
  write(directory, { 'all.yaml': text, 'kustomization.yaml': 'resources: [all.yaml]\n' });
  return directory;
}

describe('the version of Flux', () => {
  const substitute = { postBuild: { substitute: { COLOR: 'red' } } };
  const files = {
    ...cleanCluster(),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', substitute)),
    'apps/settings.yaml': manifests(configMap('settings', { color: '${COLOR}${NO}' })),
  };

  test('decides whether a variable without a value is an error', async () => {
    const directory = makeRepository(files);
    expect((await render(directory)).exitCode).toBe(3);
    const { clusters, exitCode } = await render(directory, '--flux-version', '2.8');
    expect(exitCode).toBe(0);
    expect(clusters[0]?.resources.find(({ name }) => name === 'settings')?.object.data).toEqual({
      color: 'red',
    });
  });

  test.each([
    ['--flux-version', 'newest', /newest is no version/],
    ['--time-limit', '0', /--time-limit '0' is not a whole number of seconds above 0/],
    ['--memory-limit', '1GB', /--memory-limit '1GB' is not a whole number of mebibytes above 0/],
  ])('%s %s is wrong usage', async (option, value, says) => {
    const { stderr, exitCode } = await fleetkeepHere([
      'render',
      '--repository',
      makeRepository(files),
      option,
      value,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
  });
});

test('a Kustomization says as which service account it is applied', async () => {
  const files = {
    ...cleanCluster(),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', { serviceAccountName: 'tenant' })),
  };
  const { clusters } = await render(makeRepository(files));
  expect(clusters[0]?.kustomizations.map(({ name, serviceAccount }) => [name, serviceAccount])).toEqual([
    ['apps', 'tenant'],
    ['flux-system', null],
    ['policies', null],
  ]);
});

test('fields that are not as they were declared say what set them', async () => {
  const files = {
    ...cleanCluster(),
    'clusters/prod/apps.yaml': manifests(
      kustomization('apps', './apps', { postBuild: { substitute: { COLOR: 'red' } } }),
    ),
    'apps/kustomization.yaml': 'resources: [namespace.yaml, settings.yaml]\npatches: [{path: patch.yaml}]\n',
    'apps/patch.yaml': manifests(configMap('settings', { more: 'yes', color: '${COLOR}' })),
  };
  const { clusters } = await render(makeRepository(files));
  const settings = clusters[0]?.resources.find(({ name }) => name === 'settings');
  const fields = settings?.fields.filter(({ by }) => by !== 'owner');
  const line = (file: keyof typeof files, text: string): number =>
    files[file].split('\n').findIndex((one) => one.includes(text)) + 1;
  expect(fields).toEqual([
    {
      path: 'data.color',
      by: 'substitution',
      file: 'apps/patch.yaml',
      line: line('apps/patch.yaml', 'color:'),
      variables: [
        { name: 'COLOR', file: 'clusters/prod/apps.yaml', line: line('clusters/prod/apps.yaml', 'COLOR:') },
      ],
    },
    { path: 'data.more', by: 'patch', file: 'apps/patch.yaml', line: line('apps/patch.yaml', 'more:') },
  ]);
});

test('a source that lies elsewhere is fetched where that is allowed, and told of where it is not', async () => {
  const shop = makeRepository({
    'deploy/settings.yaml': manifests(configMap('storefront', { color: 'red' })),
  });
  git(shop, 'branch', '-f', 'release');
  const url = `file://${shop}`;
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: { url, ref: { branch: 'release' } },
  };
  const sourceRef = { kind: 'GitRepository', name: 'shop' };
  const directory = makeRepository({
    ...cleanCluster(),
    'clusters/prod/shop.yaml': manifests(source, kustomization('shop', './deploy', { sourceRef })),
  });
  const closed = await render(directory);
  expect(closed.exitCode).toBe(3);
  expect(closed.notEvaluated).toEqual([
    expect.objectContaining({
      kustomization: 'flux-system/shop',
      reason: expect.stringContaining('--source GitRepository/flux-system/shop=PATH') as string,
    }),
  ]);
  expect((await render(directory, '--fetch', 'file:///nowhere')).exitCode).toBe(3);
  const open = await render(directory, '--fetch', url);
  expect(open).toMatchObject({ exitCode: 0, notEvaluated: [] });
  expect(open.clusters[0]?.resources.find(({ name }) => name === 'storefront')).toMatchObject({
    file: 'GitRepository/flux-system/shop:deploy/settings.yaml',
    object: { data: { color: 'red' } },
  });
});

test('a build that takes more memory than it may is cut off, and the rest is rendered', async () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => `  key-${index}: "${'x'.repeat(30)}"`).join(
    '\n',
  );
  const large = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAME\n  namespace: shop\ndata:\n${lines}\n`;
  const files = {
    ...cleanCluster(),
    'clusters/prod/large.yaml': manifests(kustomization('large', './large')),
    ...Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [`large/${name}.yaml`, large.replace('NAME', name)]),
    ),
  };
  const { clusters, notEvaluated, exitCode } = await render(
    makeRepository(files),
    '--memory-limit',
    '200',
    '--time-limit',
    '1800',
    '--no-cache',
  );
  expect(exitCode).toBe(3);
  const states = clusters[0]?.kustomizations.map(({ name, state }) => `${name} ${state}`);
  expect(states).toEqual(['apps rendered', 'flux-system rendered', 'large failed', 'policies rendered']);
  expect(notEvaluated).toEqual([
    expect.objectContaining({
      kustomization: 'flux-system/large',
      reason: expect.stringContaining('more than 200 MiB of memory') as string,
    }),
  ]);
}, 1_800_000);
