import type { ClusterProps } from '../../fleet/cluster';
import type { GithubProps } from '../../fleet/github-props';
import { declareFleet } from '../fleet/declare';
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
const isolated: Partial<ClusterProps> = {
  egress: 'isolated',
  delivery: 'bootstrap',
  azurePolicy: true,
  exceptions: [
    { control: 'fleet-gatekeeper', reason: 'Its images are on the internet', expires: '2027-06-30' },
  ],
};
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
    kustomize: { patches: [{ target: { kind: 'Deployment', name: '(kustomize-controller)' } }] },
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
    '--feature-gates=CancelHealthCheckOnNewRevision=true',
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

describe('each way says how its read-only credential is made', () => {
  const { github } = declareFleet().props;
  const arrival = (props: Partial<ClusterProps>, more: Partial<GithubProps> = {}) => {
    const fleet = exampleFleet({
      fleet: { github: { ...github, ...more } },
      clusters: { 'dev-weu': props },
    });
    return synthesizedTree(fleet).get('cluster/dev-weu/flux-system/README.md') ?? '';
  };
  const publicKeys = {
    'dev-weu': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxpnF0bKrMlQhMrqVfLMnT1Q0H3hVp0GRX2wGvUqz1D flux',
  };
  const deliveries = ['aks-extension', 'flux-operator', 'bootstrap'] as const;

  test.each(deliveries)('%s by a GitHub App', (delivery) => {
    const text = arrival({ delivery });
    expect(text).toContain('https://github.com/organizations/acme/settings/apps/new');
    expect(text).toContain('`Contents: Read-only`');
    expect(text).toContain('flux create secret githubapp flux-system --namespace=flux-system');
    expect(text).not.toContain('--app-base-url');
  });

  test.each(deliveries)('%s by a deploy key', (delivery) => {
    const text = arrival({ delivery }, { fluxCredential: { kind: 'deploy-key', publicKeys } });
    expect(text).toContain("ssh-keygen -t ed25519 -N '' -C flux-dev-weu -f flux-dev-weu");
    expect(text).toContain('--url=ssh://git@github.com/acme/fleet --private-key-file=flux-dev-weu');
  });

  test('of a server of its own, by its API', () => {
    expect(arrival({}, { host: 'github.acme.example' })).toContain(
      '--app-base-url=https://github.acme.example/api/v3',
    );
  });

  test("isolated: Flux's images come from the hub's registry", () => {
    const text = arrival(isolated, { host: 'github.acme.example' });
    expect(text).toContain('flux install --export --registry=REGISTRY.azurecr.io/fluxcd >');
    expect(text).toContain('az acr import');
    expect(arrival({ delivery: 'bootstrap' })).not.toContain('REGISTRY');
  });
});
