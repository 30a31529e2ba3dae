import type { ImageUse } from '../../../../kit/core/images/image-use';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, deployment, manifests } from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

async function images(files: Files) {
  const repository = makeRepository({ ...cleanCluster(), ...files });
  const outcome = await fleetkeepHere(['get', 'images', '--repository', repository, '-o', 'json']);
  expectToMatchSchema('images', outcome.stdout);
  return { ...outcome, uses: JSON.parse(outcome.stdout) as readonly ImageUse[] };
}

const declared = (spec: object): string =>
  manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'ImageFields',
    metadata: { name: 'own' },
    spec,
  });
const shop = {
  apiVersion: 'example.com/v1',
  kind: 'Shop',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { front: 'acme/front:1.2' },
};

test('where an image is used, by whom, and the line that sets it', async () => {
  const { uses, exitCode } = await images({
    'apps/web.yaml': manifests(deployment('web', false, 'example.com/shop/web')),
    'apps/kustomization.yaml':
      'resources: [namespace.yaml, settings.yaml, web.yaml]\nimages:\n  - name: example.com/shop/web\n    newTag: 1.2.3\n',
  });
  expect({ uses, exitCode }).toEqual({
    exitCode: 0,
    uses: [
      {
        image: 'example.com/shop/web:1.2.3',
        registry: 'example.com',
        repository: 'shop/web',
        tag: '1.2.3',
        digest: null,
        cluster: 'prod',
        stage: null,
        application: null,
        namespace: 'shop',
        kind: 'Deployment',
        name: 'web',
        container: 'web',
        kustomization: 'flux-system/apps',
        field: 'spec.template.spec.containers[web].image',
        file: 'apps/kustomization.yaml',
        line: expect.any(Number) as number,
      },
    ],
  });
  expect(uses[0]?.line).toBeGreaterThanOrEqual(3);
});

test('one row for what containers of one workload take, and where there is room one for each', async () => {
  const one = deployment('web', false, 'example.com/shop/web:1') as {
    spec: { template: { spec: { containers: { name: string; image: string }[] } } };
  };
  const { containers } = one.spec.template.spec;
  containers.push(
    { name: 'again', image: 'example.com/shop/web:1' },
    { name: 'other', image: 'example.com/shop/side:1' },
  );
  const repository = makeRepository({ ...cleanCluster(), 'apps/web.yaml': manifests(one) });
  const command = ['get', 'images', '--repository', repository];
  expect((await fleetkeepHere(command)).stdout).toBe(
    [
      'CLUSTER  NAMESPACE  WORKLOAD                 IMAGE',
      'prod     shop       Deployment/web (2 uses)  example.com/shop/web:1',
      'prod     shop       Deployment/web           example.com/shop/side:1',
      '',
    ].join('\n'),
  );
  const wide = (await fleetkeepHere([...command, '-o', 'wide'])).stdout;
  expect(wide).not.toContain('uses)');
  for (const name of ['web', 'again', 'other'])
    expect(wide).toMatch(new RegExp(`Deployment/web +- +${name} `));
});

test('what is no reference is named with its place; the rest goes on', async () => {
  const { uses, exitCode, stderr } = await images({
    'apps/bad.yaml': manifests(deployment('bad', false, 'example.com/Shop/web:1')),
    'apps/web.yaml': manifests(deployment('web', false, 'example.com/shop/web:1')),
  });
  expect(exitCode).toBe(3);
  expect(uses.map(({ name, registry }) => `${name} ${registry}`)).toEqual(['bad null', 'web example.com']);
  expect(stderr).toBe(
    "not evaluated: apps/bad.yaml:1: the image 'example.com/Shop/web:1' of web in Deployment bad has capital letters in its name; write shop/web (prod: flux-system/apps)\n",
  );
});

test('fields of kinds of one own are declared in the repository', async () => {
  const fields = [{ group: 'example.com', kind: 'Shop', path: 'spec.front' }];
  const { uses, exitCode, stderr } = await images({
    'apps/shop.yaml': manifests(shop),
    '.securitytower/images.yaml': declared({ fields }),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(uses).toMatchObject([
    { kind: 'Shop', container: 'spec.front', repository: 'acme/front', tag: '1.2' },
  ]);
});

test.each<[object, RegExp]>([
  [{}, /images\.yaml:\d+: ImageFields own: spec.fields is no list; write for instance/],
  [
    { fields: [{ kind: 'Shop', path: 'spec..x' }] },
    /images\.yaml:8: .*spec.fields\[0\].path 'spec..x' is no path/,
  ],
  [{ fields: [{ path: 'spec.x' }] }, /spec.fields\[0\].kind is missing/],
  [
    { fields: [{ kind: 'Shop', path: 'spec.x', form: 'text' }] },
    /\.form "text" is none; write one of image, pod,/,
  ],
  [
    { fields: [{ kind: 'Shop', paths: 'spec.x' }] },
    /\.paths is no field; there are group, kind, path and form/,
  ],
])('a declaration that is none: %j', async (spec, message) => {
  const { exitCode, stderr } = await images({ '.securitytower/images.yaml': declared(spec) });
  expect(stderr).toMatch(message);
  expect(exitCode).toBe(3);
});

test('where applications are declared and no cluster is, nobody knows what runs', async () => {
  const stage = { name: 'prod', cluster: { repository: 'https://git.example.com/prod', name: 'prod' } };
  const repository = makeRepository({
    '.securitytower/web.yaml': manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'web' },
      spec: { stages: [{ ...stage, resources: { path: 'web' } }] },
    }),
  });
  const { exitCode, stdout, stderr } = await fleetkeepHere(['get', 'images', '--repository', repository]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('no cluster is in what was read, so nobody knows what runs');
});
