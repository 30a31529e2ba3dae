import { exampleFleet } from './example';
import { objectIn, synthesizedTree } from './tree';

const tree = synthesizedTree(
  exampleFleet({
    clusters: {
      'dev-aks': { delivery: 'aks-extension' },
      'dev-operator': { delivery: 'flux-operator' },
      'dev-bootstrap': { delivery: 'bootstrap' },
    },
  }),
);
const folder = (cluster: string) =>
  [...tree.keys()]
    .filter((file) => file.startsWith(`cluster/${cluster}/flux-system/`))
    .map((file) => file.split('/').pop());

test.each(['dev-aks', 'dev-operator', 'dev-bootstrap'])(
  '%s starts from the same source and root',
  (cluster) => {
    const file = `cluster/${cluster}/flux-system/gotk-sync.yaml`;
    expect(objectIn(tree, file, 'GitRepository')).toMatchObject({
      metadata: { name: 'flux-system', namespace: 'flux-system' },
      spec: { url: 'https://github.com/acme/fleet', ref: { branch: 'main' }, interval: '1m' },
    });
    expect(objectIn(tree, file, 'Kustomization')).toMatchObject({ spec: { path: `./cluster/${cluster}` } });
  },
);

test('Azure brings Flux, so nothing of Flux itself is in Git', () => {
  expect(folder('dev-aks')).toEqual(['README.md', 'gotk-sync.yaml', 'kustomization.yaml']);
});

test('the operator brings a locked down Flux, and its own version is in Git', () => {
  const file = 'cluster/dev-operator/flux-system/flux-operator.yaml';
  expect(objectIn(tree, file, 'FluxInstance')['spec']).toMatchObject({
    distribution: { version: '2.x' },
    cluster: { type: 'azure', multitenant: true, tenantDefaultServiceAccount: 'default' },
  });
  expect(objectIn(tree, file, 'OCIRepository')['spec']).toMatchObject({ ref: { tag: '0.59.0' } });
  expect(objectIn(tree, file, 'HelmRelease')['spec']).toMatchObject({
    driftDetection: { mode: 'enabled' },
    serviceAccountName: 'flux-operator',
  });
});

test("bootstrap's components have a place and a lockdown, and are not ours to write", () => {
  expect(folder('dev-bootstrap')).toEqual(['README.md', 'gotk-sync.yaml', 'kustomization.yaml']);
  const text = tree.get('cluster/dev-bootstrap/flux-system/kustomization.yaml');
  for (const part of [
    'gotk-components.yaml',
    '--no-cross-namespace-refs=true',
    '--no-remote-bases=true',
    '--default-service-account=default',
  ]) {
    expect(text).toContain(part);
  }
  expect(tree.get('cluster/dev-bootstrap/flux-system/README.md')).toContain(
    'flux bootstrap github --owner=acme --repository=fleet',
  );
});

test("with keys, bootstrap's own source verifies signatures too", () => {
  const github = {
    owner: 'acme',
    repository: 'fleet',
    plan: 'team',
    codeOwners: { '*': ['@acme/platform'] },
    signingKeys: { 'a.asc': '-----BEGIN PGP PUBLIC KEY BLOCK-----\n-----END PGP PUBLIC KEY BLOCK-----\n' },
  } as const;
  const verified = synthesizedTree(
    exampleFleet({ fleet: { github }, clusters: { 'dev-weu': { delivery: 'bootstrap' } } }),
  );
  const text = verified.get('cluster/dev-weu/flux-system/kustomization.yaml');
  expect(text).toContain('path: /spec/verify');
  expect(tree.get('cluster/dev-bootstrap/flux-system/kustomization.yaml')).not.toContain('/spec/verify');
});
