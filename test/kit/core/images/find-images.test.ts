import { ImageFinder } from '../../../../kit/core/images/find-images';
import { knownImageFields } from '../../../../kit/core/images/known-fields';
import { fieldSteps, type ImageField } from '../../../../kit/core/images/image-field';

const finder = new ImageFinder();
const found = (object: object, more: readonly ImageField[] = []) =>
  (more.length === 0 ? finder : new ImageFinder(more))
    .find(object as Readonly<Record<string, unknown>>)
    .map(({ container, image, field }) => `${container} = ${image} at ${field}`);

const pod = {
  initContainers: [{ name: 'init', image: 'i' }],
  containers: [{ name: 'main', image: 'm' }, { name: 'no-image' }],
  ephemeralContainers: [{ name: 'debug', image: 'd' }],
  volumes: [
    { name: 'model', image: { reference: 'v' } },
    { name: 'tmp', emptyDir: {} },
  ],
};
const template = { template: { spec: pod } };

test.each([
  ['v1', 'Pod', { spec: pod }, 'spec'],
  ['v1', 'PodTemplate', template, 'template.spec'],
  ['v1', 'ReplicationController', { spec: template }, 'spec.template.spec'],
  ['apps/v1', 'Deployment', { spec: template }, 'spec.template.spec'],
  ['apps/v1', 'StatefulSet', { spec: template }, 'spec.template.spec'],
  ['apps/v1', 'DaemonSet', { spec: template }, 'spec.template.spec'],
  ['apps/v1', 'ReplicaSet', { spec: template }, 'spec.template.spec'],
  ['batch/v1', 'Job', { spec: template }, 'spec.template.spec'],
  [
    'batch/v1',
    'CronJob',
    { spec: { jobTemplate: { spec: template } } },
    'spec.jobTemplate.spec.template.spec',
  ],
  ['argoproj.io/v1alpha1', 'Rollout', { spec: template }, 'spec.template.spec'],
])('%s %s: init and ephemeral containers and image volumes, too', (apiVersion, kind, rest, path) => {
  expect(found({ apiVersion, kind, ...rest })).toEqual([
    `init = i at ${path}.initContainers[init].image`,
    `main = m at ${path}.containers[main].image`,
    `debug = d at ${path}.ephemeralContainers[debug].image`,
    `volume/model = v at ${path}.volumes[model].image.reference`,
  ]);
});

/** An object that has a text, or what the form takes, at a path. */
function objectWith({ group, kind, path, form }: ImageField): Readonly<Record<string, unknown>> {
  const leaf = {
    image: 'x:1',
    pod: { containers: [{ name: 'c', image: 'x:1' }] },
    containers: [{ name: 'c', image: 'x:1' }],
    parts: { repository: 'x', tag: 1 },
  }[form];
  const value = [...(fieldSteps(path) ?? [])].reverse().reduce<unknown>((inner, step) => {
    if (step.kind === 'items') return [inner];
    return step.kind === 'values' ? { any: inner } : { [step.name]: inner };
  }, leaf);
  return { ...(value as object), apiVersion: group === '' ? 'v1' : `${group}/v1`, kind };
}

test('every field of the table is found, and once', () => {
  const wrong = knownImageFields.filter((field) => {
    const images = finder.find(objectWith(field)).map(({ image }) => image);
    return JSON.stringify(images) !== '["x:1"]';
  });
  expect(wrong).toEqual([]);
  const keys = knownImageFields.map(({ group, kind, path }) => `${group}/${kind} ${path}`);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('a list of containers is found in kinds that nobody knows', () => {
  const spec = { workers: [{ name: 'w', podSpec: { containers: [{ name: 'c', image: 'x' }] } }] };
  expect(found({ apiVersion: 'example.com/v1', kind: 'Farm', spec })).toEqual([
    'c = x at spec.workers[w].podSpec.containers[c].image',
  ]);
});

test.each([
  ['kyverno.io/v1', 'ClusterPolicy'],
  ['constraints.gatekeeper.sh/v1beta1', 'K8sAllowed'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['v1', 'ConfigMap'],
])('%s %s speaks about containers and runs none', (apiVersion, kind) => {
  expect(
    found({ apiVersion, kind, spec: { pattern: { spec: { containers: [{ image: '!*:latest' }] } } } }),
  ).toEqual([]);
});

test('fields of kinds of one own, in every form', () => {
  const more: readonly ImageField[] = [
    { group: 'example.com', kind: 'Shop', path: 'spec.image', form: 'image' },
    { group: 'example.com', kind: 'Shop', path: 'spec.parts{}', form: 'parts' },
  ];
  const parts = {
    whole: { registry: 'ghcr.io', repository: 'acme/a', tag: '1', digest: 'sha256:ab' },
    short: { name: 'acme/b', version: 1.5, sha: 'cd' },
    text: 'acme/c:2',
  };
  expect(found({ apiVersion: 'example.com/v1', kind: 'Shop', spec: { image: 'i', parts } }, more)).toEqual([
    'spec.image = i at spec.image',
    'spec.parts.whole = ghcr.io/acme/a:1@sha256:ab at spec.parts.whole',
    'spec.parts.short = acme/b:1.5@sha256:cd at spec.parts.short',
    'spec.parts.text = acme/c:2 at spec.parts.text',
  ]);
});

test('an object that is deeper than any is left', () => {
  let deep: unknown = { containers: [{ image: 'x' }] };
  for (let depth = 0; depth < 10_000; depth++) deep = { deep };
  expect(found({ apiVersion: 'example.com/v1', kind: 'Deep', spec: deep })).toEqual([]);
});
