import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FleetProps } from '../../fleet/fleet';
import { signingKeyIds } from '../../k8s/argo-cd/signing-key-ids';
import { exampleFleet } from './example';
import { allObjects, KubernetesObject, objectIn, synthesizedTree } from './tree';

const operations = readFileSync(join(__dirname, '../../keys/operations.asc'), 'utf8');
const github: FleetProps['github'] = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'team',
  codeOwners: { '*': ['@acme/platform'] },
  signingKeys: { 'operations.asc': operations },
};
const clusters = { 'dev-weu': {}, 'prod-weu': { stage: 'prod' } } as const;
const tree = synthesizedTree(exampleFleet({ fleet: { github, delivery: 'argo-cd' }, clusters }));

interface Application extends KubernetesObject {
  readonly spec: {
    readonly project: string;
    readonly source: { readonly repoURL: string; readonly path?: string; readonly chart?: string };
    readonly destination: { readonly server: string; readonly namespace: string };
    readonly syncPolicy: { readonly automated: object };
  };
}

interface AppProject extends KubernetesObject {
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly { readonly group: string; readonly kind: string }[];
    readonly destinationServiceAccounts: readonly { readonly defaultServiceAccount: string }[];
    readonly signatureKeys?: readonly { readonly keyID: string }[];
  };
}

const own = allObjects(tree).filter(({ file }) => file.startsWith('cluster/prod-weu/'));
const applications = own.flatMap(({ object }) =>
  object.kind === 'Application' ? [object as Application] : [],
);
const projects = new Map(
  own.flatMap(({ object }) =>
    object.kind === 'AppProject' ? [[object.metadata.name, object as AppProject] as const] : [],
  ),
);
const row = ({ metadata, spec }: Application) => [
  metadata.annotations?.['argocd.argoproj.io/sync-wave'],
  metadata.name,
  spec.project,
  spec.source.path ?? spec.source.chart,
  projects.get(spec.project)?.spec.destinationServiceAccounts[0]?.defaultServiceAccount,
  metadata.finalizers === undefined ? 'stays' : 'goes',
];

test('Applications come in the order of the Kustomizations, over the same folders, as the same accounts', () => {
  const wave = (one: readonly unknown[]): number => Number(one[0]);
  expect(applications.map(row).sort((a, b) => wave(a) - wave(b))).toEqual([
    ['0', 'root', 'root', 'cluster/prod-weu', 'flux-system:argocd-application-controller', 'stays'],
    ['1', 'gatekeeper-namespace', 'platform', 'policies/gatekeeper/prod', 'flux-system:platform', 'stays'],
    ['2', 'gatekeeper', 'gatekeeper', 'gatekeeper', 'gatekeeper-system:gatekeeper-installer', 'stays'],
    [
      '3',
      'policy-templates',
      'policy-templates',
      'policies/templates/prod',
      'flux-system:templates',
      'stays',
    ],
    [
      '4',
      'policy-constraints',
      'policy-constraints',
      'policies/constraints/prod',
      'flux-system:constraints',
      'stays',
    ],
    ['5', 'infra-controllers', 'platform', 'infrastructure/controllers/prod', 'flux-system:platform', 'goes'],
    ['6', 'infra-configs', 'platform', 'infrastructure/configs/prod', 'flux-system:platform', 'goes'],
    ['7', 'tenants', 'platform', 'tenants/prod', 'flux-system:platform', 'goes'],
    [
      '8',
      'application-storefront',
      'tenant-shop',
      'tenants/applications/storefront/prod',
      'shop:tenant',
      'goes',
    ],
    [
      '8',
      'application-ledger',
      'tenant-payments',
      'tenants/applications/ledger/prod',
      'money:tenant',
      'goes',
    ],
    ['8', 'tenant-risk', 'tenant-risk', 'deploy/prod', 'risk:tenant', 'goes'],
  ]);
});

test('every Application corrects drift, prunes, and keeps within what its project allows', () => {
  for (const { spec } of applications) {
    const project = projects.get(spec.project)?.spec;
    expect(spec.syncPolicy.automated).toEqual({ prune: true, selfHeal: true });
    expect(spec.destination.server).toBe('https://kubernetes.default.svc');
    expect(project?.sourceRepos).toContain(spec.source.repoURL);
    expect(project?.destinations.map(({ namespace }) => namespace)).toContain(spec.destination.namespace);
  }
});

test("a tenant's project reaches its own namespace, no object outside of one and no other repository", () => {
  expect(projects.get('tenant-risk')?.spec).toMatchObject({
    sourceRepos: ['https://github.com/acme/risk'],
    destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'risk' }],
    clusterResourceWhitelist: [],
    namespaceResourceBlacklist: [
      { group: '', kind: 'LimitRange' },
      { group: '', kind: 'ResourceQuota' },
    ],
  });
});

test('no project allows everything', () => {
  for (const { spec } of projects.values()) {
    expect([...spec.sourceRepos, ...spec.destinations.map(({ namespace }) => namespace)]).not.toContain('*');
    expect(spec.clusterResourceWhitelist).not.toContainEqual({ group: '*', kind: '*' });
  }
});

test('what is taken from the fleet repository is signed, by the keys that Flux would verify with', () => {
  const { primary, all } = signingKeyIds('operations.asc', operations);
  const fromGpg = execFileSync('gpg', ['--show-keys', '--with-colons'], { input: operations, stdio: 'pipe' })
    .toString()
    .split('\n')
    .filter((line) => /^(pub|sub):/.test(line))
    .map((line) => line.split(':')[4]);
  expect(all).toEqual(fromGpg);
  const keys = objectIn(tree, 'cluster/prod-weu/argo-cd/signing-keys.yaml', 'ConfigMap');
  expect(keys).toMatchObject({
    metadata: { name: 'argocd-gpg-keys-cm', namespace: 'flux-system' },
    data: { [primary]: operations },
  });
  const verifying = [...projects.values()].filter(({ spec }) => spec.signatureKeys !== undefined);
  expect(verifying.map(({ metadata }) => metadata.name).sort()).toEqual(
    ['platform', 'policy-constraints', 'policy-templates', 'root', 'tenant-payments', 'tenant-shop'].sort(),
  );
  expect(() => signingKeyIds('a.asc', 'nothing')).toThrow("'a.asc' holds no public key");
});

test('of a cluster on its way out, and of a tenant, the workloads go first', () => {
  const names = (props: Parameters<typeof exampleFleet>[0]) =>
    allObjects(synthesizedTree(exampleFleet({ fleet: { delivery: 'argo-cd' }, ...props })))
      .filter(({ file, object }) => file === 'cluster/dev-weu/tenants.yaml' && object.kind === 'Application')
      .map(({ object }) => object.metadata.name);
  expect(names({ clusters: { 'dev-weu': { lifecycle: 'retiring' } } })).toEqual(['tenants']);
  expect(names({ clusters: { 'dev-weu': {} }, shop: { lifecycle: 'retiring' } })).toEqual([
    'tenants',
    'application-ledger',
  ]);
});

test.each([
  [
    'variables',
    { clusters: { 'dev-weu': { variables: { REGION: 'x' } } } },
    /variables REGION are filled in by Flux/,
  ],
  [
    "a variable in a tenant's path",
    {
      clusters: { 'dev-weu': { stage: 'prod' } },
      risk: { source: { url: 'https://github.com/acme/risk', path: './${CLUSTER}' } },
    },
    /tenant 'risk': source\.path '\.\/\$\{CLUSTER\}' has a variable that Argo CD/,
  ],
  [
    'no way out',
    { clusters: { 'dev-weu': { egress: 'isolated' } } },
    /egress 'isolated' keeps delivery 'argo-cd'/,
  ],
] as const)('what Argo CD has no equal for is an error: %s', (_, props, message) => {
  expect(() => synthesizedTree(exampleFleet({ fleet: { delivery: 'argo-cd' }, ...props }))).toThrow(message);
});

test('one fleet may have both: a cluster says for itself', () => {
  const mixed = synthesizedTree(
    exampleFleet({ fleet: { delivery: 'argo-cd' }, clusters: { a: {}, b: { delivery: 'bootstrap' } } }),
  );
  expect(mixed.has('cluster/a/argo-cd/root.yaml')).toBe(true);
  expect(mixed.has('cluster/b/flux-system/gotk-sync.yaml')).toBe(true);
  expect(mixed.get('.securitytower/cluster-a.yaml')).toContain('engine: argo-cd');
  expect(mixed.get('.securitytower/cluster-b.yaml')).toContain('engine: flux');
});
