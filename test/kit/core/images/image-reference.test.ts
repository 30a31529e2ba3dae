import { containersOf } from '../../../../kit/core/images/containers';
import { parseImageReference } from '../../../../kit/core/images/image-reference';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['nginx', 'docker.io', 'library/nginx', 'latest', null],
  ['nginx:1.29', 'docker.io', 'library/nginx', '1.29', null],
  ['bitnami/redis', 'docker.io', 'bitnami/redis', 'latest', null],
  ['docker.io/nginx', 'docker.io', 'library/nginx', 'latest', null],
  ['index.docker.io/library/nginx', 'docker.io', 'library/nginx', 'latest', null],
  ['ghcr.io/fluxcd/flux-cli:v2.7.0', 'ghcr.io', 'fluxcd/flux-cli', 'v2.7.0', null],
  ['localhost/web', 'localhost', 'web', 'latest', null],
  ['registry:5000/web', 'registry:5000', 'web', 'latest', null],
  ['registry.example.com:5000/a/b/c:1.0-rc.1', 'registry.example.com:5000', 'a/b/c', '1.0-rc.1', null],
  [`acme.azurecr.io/web@${digest}`, 'acme.azurecr.io', 'web', null, digest],
  [`acme.azurecr.io/web:1@${digest}`, 'acme.azurecr.io', 'web', '1', digest],
  ['a/b__c/d-e.f', 'docker.io', 'a/b__c/d-e.f', 'latest', null],
])('%s', (image, registry, repository, tag, pinned) => {
  expect(parseImageReference(image)).toEqual({ registry, repository, tag, digest: pinned });
});

test.each([
  '',
  ' ',
  'UPPER',
  'a//b',
  'web:',
  'web@sha256:12',
  '${IMAGE}',
  'https://example.com/web',
  'a/B',
  '-a',
  'web:a b',
])('no reference: %p', (image) => {
  expect(parseImageReference(image)).toBeUndefined();
});

test('init and ephemeral containers run too, in every kind of workload', () => {
  const pod = {
    initContainers: [{ name: 'init', image: 'i' }],
    containers: [{ name: 'main', image: 'm' }, { name: 'no-image' }],
    ephemeralContainers: [{ name: 'debug', image: 'd' }],
  };
  const template = { template: { spec: pod } };
  const workloads = [
    { apiVersion: 'v1', kind: 'Pod', spec: pod },
    { apiVersion: 'v1', kind: 'PodTemplate', ...template },
    { apiVersion: 'v1', kind: 'ReplicationController', spec: template },
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => ({
      apiVersion: 'apps/v1',
      kind,
      spec: template,
    })),
    { apiVersion: 'batch/v1', kind: 'Job', spec: template },
    { apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: template } } },
  ];
  for (const workload of workloads) {
    expect(containersOf(workload).map(({ name, image }) => `${name}=${image}`)).toEqual([
      'init=i',
      'main=m',
      'debug=d',
    ]);
  }
  expect(containersOf({ apiVersion: 'example.com/v1', kind: 'Deployment', spec: template })).toEqual([]);
});
