import { exampleFleet } from './example';
import { allObjects, objectIn, objectsOf, synthesizedTree, type Tree } from './tree';

const tree = synthesizedTree(exampleFleet());

test('namespaces stay when Git drops them, and only restricted pods run in them', () => {
  const namespaces = allObjects(tree).filter(({ object }) => object.kind === 'Namespace');
  expect(namespaces.map(({ object }) => object.metadata.name).sort()).toEqual([
    'gatekeeper-system',
    'money',
    'risk',
    'shop',
  ]);
  for (const { object } of namespaces) {
    expect(object.metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
    expect(object.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  }
});

test.each(['shop', 'payments', 'risk'])('tenant %s has bounds and no network but names', (tenant) => {
  const kinds = ['quota', 'network'].flatMap((file) =>
    objectsOf(tree.get(`tenants/base/${tenant}/${file}.yaml`) ?? '').map(
      (object) => `${object.kind} ${object.metadata.name}`,
    ),
  );
  expect(kinds).toEqual([
    'ResourceQuota tenant',
    'ResourceQuota no-system-priority',
    'LimitRange tenant',
    'NetworkPolicy default-deny',
    'NetworkPolicy allow-dns',
  ]);
  expect(
    objectIn(tree, `tenants/base/${tenant}/network.yaml`, 'NetworkPolicy', 'default-deny')['spec'],
  ).toEqual({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
});

test.each(['storefront', 'ledger'])(
  '%s runs under the restricted standard, without a token',
  (application) => {
    const file = `tenants/applications/${application}/base/deployment.yaml`;
    const { template } = objectIn(tree, file, 'Deployment')['spec'] as { readonly template: unknown };
    expect(template).toMatchObject({
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { limits: { memory: '256Mi' }, requests: { cpu: '250m', memory: '256Mi' } },
          },
        ],
      },
    });
  },
);

test('a tenant may be called like anything', () => {
  const [shop, , risk] = exampleFleet().tenants;
  const fleet = {
    ...exampleFleet(),
    tenants: [
      { ...risk!, name: 'source' },
      { ...shop!, name: 'root' },
    ],
  };
  expect(
    objectIn(synthesizedTree(fleet), 'tenants/base/source/sync.yaml', 'Kustomization').metadata.name,
  ).toBe('source');
});

describe('Gatekeeper', () => {
  const release = objectIn(tree, 'policies/gatekeeper/base/release.yaml', 'HelmRelease');

  test('fails closed, sees deletions and connections, and leaves the system alone', () => {
    expect(release['spec']).toMatchObject({
      serviceAccountName: 'gatekeeper-installer',
      chart: { spec: { chart: 'gatekeeper', version: '3.23.1' } },
      install: { crds: 'CreateReplace' },
      upgrade: { crds: 'CreateReplace' },
      driftDetection: { mode: 'enabled' },
      values: {
        validatingWebhookFailurePolicy: 'Fail',
        enableDeleteOperations: true,
        enableConnectOperations: true,
        validatingWebhookExemptNamespacesLabels: {
          'kubernetes.io/metadata.name': [
            'flux-system',
            'gatekeeper-system',
            'kube-node-lease',
            'kube-public',
            'kube-system',
          ],
        },
      },
    });
  });

  test('can be repaired while it is down, by accounts that exist', () => {
    const { values } = release['spec'] as {
      readonly values: {
        readonly validatingWebhookMatchConditions: readonly {
          readonly name: string;
          readonly expression: string;
        }[];
      };
    };
    const condition = values.validatingWebhookMatchConditions.find(
      ({ name }) => name === 'gatekeeper-can-be-repaired',
    );
    const named = [...(condition?.expression ?? '').matchAll(/system:serviceaccount:([\w-]+:[\w-]+)/g)];
    const declared = allObjects(tree)
      .filter(({ object }) => object.kind === 'ServiceAccount')
      .map(({ object }) => `${object.metadata.namespace}:${object.metadata.name}`);
    expect(named).toHaveLength(3);
    expect(declared).toEqual(expect.arrayContaining(named.map(([, account]) => account)));
  });

  test("is out of the reach of AKS' admissions enforcer", () => {
    expect(JSON.stringify(release['spec'])).toContain('admissions.enforcer~1disabled');
  });
});

test('constraints leave the system namespaces alone', () => {
  const constraints = allObjects(tree).filter(({ object }) => object.apiVersion.startsWith('constraints.'));
  expect(constraints.length).toBeGreaterThan(9);
  for (const { object } of constraints) {
    expect(object['spec']).toMatchObject({
      enforcementAction: 'deny',
      match: { excludedNamespaces: expect.arrayContaining(['flux-system', 'kube-system']) as unknown },
    });
  }
});

test('every policy of the catalogue is there as a template', () => {
  const templates = allObjects(tree).filter(({ object }) => object.kind === 'ConstraintTemplate');
  const kinds = new Set(templates.map(({ object }) => object.metadata.name));
  const used = allObjects(tree)
    .filter(({ object }) => object.apiVersion.startsWith('constraints.'))
    .map(({ object }) => object.kind.toLowerCase());
  expect(used.filter((kind) => !kinds.has(kind))).toEqual([]);
});

test('two packs share what they want alike, and the stricter one counts', () => {
  const [pack] = exampleFleet().policies;
  const lenient = { ...pack!, id: 'lenient', enforcement: { dev: 'dryrun', prod: 'dryrun' } } as const;
  const strict = { ...pack!, id: 'strict', enforcement: { dev: 'warn' } } as const;
  const shared = synthesizedTree({ ...exampleFleet(), policies: [lenient, strict] });
  const alone = synthesizedTree({ ...exampleFleet(), policies: [strict] });
  const constraints = (tree: Tree) =>
    allObjects(tree).filter(({ object }) => object.apiVersion.startsWith('constraints.'));
  expect(constraints(shared)).toHaveLength(constraints(alone).length);
  expect(constraints(shared)[0]?.object.metadata).toMatchObject({
    annotations: { 'fleetkeep.dev/packs': 'lenient, strict' },
  });
  const overlay = 'policies/constraints/dev/kustomization.yaml';
  expect(shared.get(overlay)).toContain('warn');
  expect(shared.get(overlay)).not.toContain('dryrun');
  expect(shared.get('policies/constraints/prod/kustomization.yaml')).not.toContain('dryrun');
});

test('the same constraint with other parameters in two packs is refused with both names', () => {
  const [pack] = exampleFleet().policies;
  const [first] = pack!.constraints;
  const changed = {
    ...pack!,
    id: 'again',
    constraints: [{ ...first!, parameters: { exemptImages: ['a'] } }],
  };
  const fleet = { ...exampleFleet(), policies: [pack!, changed] };
  expect(() => synthesizedTree(fleet)).toThrow(
    /K8sPSPPrivilegedContainer\/.+'pod-security-restricted' and 'again', with other parameters/,
  );
});
