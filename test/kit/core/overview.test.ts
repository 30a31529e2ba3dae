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
  });
});

test('get findings: a listing, that does not fail on what it lists', async () => {
  const args = ['get', 'findings', '--repository', makeRepository(files)];
  const { stdout, exitCode } = await fleetkeepHere([...args, '-o', 'json']);
  expectToMatchSchema('findings', stdout);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toHaveLength(2);
});
