import type { ClusterOverview } from '../../../kit/core/overview';
import { fleetkeepHere } from '../support/cli';
import { cleanCluster, configMap, deployment, forbiddenConstraint, manifests } from '../support/manifests';
import { makeRepository } from '../support/repository';
import { expectToMatchSchema } from '../support/schemas';

const card = manifests({
  apiVersion: 'securitytower.io/v1alpha1',
  kind: 'Cluster',
  metadata: {
    name: 'prod-weu',
    labels: { 'fleetkeep.dev/stage': 'prod', 'fleetkeep.dev/kubernetes-version': '1.34' },
  },
  spec: {
    configuration: { geographicLocation: 'westeurope' },
    delivery: { engine: 'flux', entry: './clusters/prod' },
  },
});
const image = `registry.example.com:5000/shop/api:2@sha256:${'a'.repeat(64)}`;
const files = {
  ...cleanCluster(),
  '.securitytower/prod.yaml': card,
  'apps/bad.yaml': manifests(configMap('bad', { forbidden: 'x' })),
  'policies/more.yaml': manifests(forbiddenConstraint('dryrun', 'tried-out')),
  'apps/web.yaml': manifests(
    deployment('web', false),
    deployment('worker', false),
    deployment('api', false, image),
  ),
};

test('get clusters: what is in each', async () => {
  const args = ['get', 'clusters', '--repository', makeRepository(files), '-o', 'json'];
  const { stdout, exitCode } = await fleetkeepHere(args);
  expectToMatchSchema('clusters', stdout);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout) as ClusterOverview[]).toEqual([
    {
      name: 'prod-weu',
      stage: 'prod',
      entry: './clusters/prod',
      delivery: 'flux',
      kubernetesVersion: '1.34',
      location: 'westeurope',
      monthlyCost: null,
      kustomizations: { rendered: 3, failed: 0, unknown: 0 },
      resources: 13,
      images: 2,
      violations: { deny: 1, warn: 0, dryrun: 1 },
      accepted: 0,
      notEvaluated: 0,
    },
  ]);
});

test('get clusters for people', async () => {
  const args = [
    'get',
    'clusters',
    '--repository',
    makeRepository({ ...files, 'apps/broken.yaml': 'a: [\n' }),
  ];
  const { stdout, exitCode } = await fleetkeepHere(args);
  expect(exitCode).toBe(3);
  expect(stdout.split('\n').slice(0, 4)).toEqual([
    'CLUSTER   STAGE  LOCATION    KUSTOMIZATIONS        RESOURCES  IMAGES  DENY  WARN  DRYRUN  ACCEPTED  NOT EVALUATED',
    'prod-weu  prod   westeurope  2 rendered, 1 failed          7       0     0     0       0         0              1',
    '',
    'Not evaluated: 1',
  ]);
  expect(stdout).toMatch(/\n0 findings, 1 not evaluated in 7 resources of 1 cluster\n$/);
});

test('get clusters counts the images of kinds of one own, and says which of their fields it cannot read', async () => {
  const fields = [
    { group: 'example.com', kind: 'Shop', path: 'spec.front' },
    { group: 'example.com', kind: 'Shop', path: 'spec.back', form: 'picture' },
  ];
  const [apiVersion, kind] = ['securitytower.io/v1alpha1', 'ImageFields'];
  const repository = makeRepository({
    ...files,
    '.securitytower/images.yaml': manifests({
      apiVersion,
      kind,
      metadata: { name: 'own' },
      spec: { fields },
    }),
    'apps/shop.yaml': manifests({
      apiVersion: 'example.com/v1',
      kind: 'Shop',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { front: 'acme/front:1.2' },
    }),
  });
  const args = ['get', 'clusters', '--repository', repository, '-o', 'json'];
  const { stdout, stderr, exitCode } = await fleetkeepHere(args);
  expect((JSON.parse(stdout) as ClusterOverview[])[0]?.images).toBe(3);
  expect(stderr).toContain('.securitytower/images.yaml:');
  expect(stderr).toContain('"picture"');
  expect(exitCode).toBe(3);
});

test.each([
  [140, /^CLUSTER +STAGE +LOCATION .* DENY +WARN +DRYRUN +ACCEPTED +NOT EVALUATED\n/],
  [80, /^CLUSTER +STAGE +KUSTOMIZATIONS +RESOURCES +IMAGES +FINDINGS\nprod-weu .* 1 deny, 1 dryrun\n/],
])('get clusters in %i columns', async (columns, heading) => {
  const { stdout } = await fleetkeepHere(['get', 'clusters', '--repository', makeRepository(files)], columns);
  expect(stdout).toMatch(heading);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
});

describe('get clusters -o wide: what a month costs, of when the prices are', () => {
  const months = { currency: 'USD', low: 1073, high: 2690, pricesAsOf: '2025-11' };
  const costing = (kind: string, name: string, monthlyCost: object, more: object = {}): string =>
    manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind,
      metadata: { name },
      spec: { ...more, monthlyCost },
    });
  const delivery = { delivery: { engine: 'flux', entry: './clusters/prod' } };
  const hub = costing('Hub', 'westeurope', { ...months, low: 1361, high: 1367 });
  const wide = async (cluster: object, format = 'wide'): Promise<string> => {
    const repository = makeRepository({
      ...cleanCluster(),
      '.securitytower/prod.yaml': costing('Cluster', 'prod-weu', cluster, delivery),
      '.securitytower/hub.yaml': hub,
    });
    const { stdout } = await fleetkeepHere(['get', 'clusters', '--repository', repository, '-o', format]);
    return stdout;
  };

  test('a range for each cluster and each hub', async () => {
    const lines = (await wide(months)).split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines[0]).toContain('COST/MONTH');
    expect(lines[1]?.[0]).toBe('prod-weu');
    expect(lines[1]).toContain('1,073-2,690 USD');
    expect(lines).toContainEqual(['HUB', 'COST/MONTH']);
    expect(lines).toContainEqual(['westeurope', '1,361-1,367 USD']);
    expect(lines).toContainEqual(['list prices of 2025-11; docs/azure/costs.md says what they hold']);
  });

  test('what has no price is named, and is no number', async () => {
    const unpriced = { unpriced: ['Standard_NC24ads_A100_v4'] };
    expect(await wide(unpriced)).toContain('unknown: no price of Standard_NC24ads_A100_v4');
    const [head = '', row = ''] = (await wide(unpriced, 'csv')).split('\n');
    expect(row.split(',')[head.split(',').indexOf('monthlyCostLow')]).toBe('');
  });

  test('json and csv hold the same', async () => {
    expect(JSON.parse(await wide(months, 'json'))).toEqual([
      expect.objectContaining({ name: 'prod-weu', monthlyCost: months }),
    ]);
    const [head = '', row = ''] = (await wide(months, 'csv')).split('\n');
    const column = (title: string) => row.split(',')[head.split(',').indexOf(title)];
    expect([column('monthlyCostLow'), column('monthlyCostHigh')]).toEqual(['1073', '2690']);
  });
});

test('get images: every use, taken apart', async () => {
  const { stdout } = await fleetkeepHere([
    'get',
    'images',
    '--repository',
    makeRepository(files),
    '-o',
    'json',
  ]);
  expectToMatchSchema('images', stdout);
  const uses = JSON.parse(stdout) as Record<string, unknown>[];
  expect(uses.map(({ name }) => name)).toEqual(['api', 'web', 'worker']);
  expect(uses[0]).toEqual({
    image,
    registry: 'registry.example.com:5000',
    repository: 'shop/api',
    tag: '2',
    digest: `sha256:${'a'.repeat(64)}`,
    cluster: 'prod-weu',
    stage: 'prod',
    application: null,
    namespace: 'shop',
    kind: 'Deployment',
    name: 'api',
    container: 'web',
    kustomization: 'flux-system/apps',
    field: 'spec.template.spec.containers[web].image',
    file: 'apps/web.yaml',
    line: 39,
  });
});

test('get findings: a listing, that does not fail on what it lists', async () => {
  const args = ['get', 'findings', '--repository', makeRepository(files)];
  const { stdout, exitCode } = await fleetkeepHere([...args, '-o', 'json']);
  expectToMatchSchema('findings', stdout);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toHaveLength(2);
});
