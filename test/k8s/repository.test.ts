import { exampleFleet } from './example';
import { allObjects, objectIn, synthesizedTree } from './tree';

const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n-----END PGP PUBLIC KEY BLOCK-----\n';
const github = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'team',
  codeOwners: { '*': ['@acme/platform'], '/policies/': ['@acme/security', '@acme/platform'] },
  signingKeys: { 'web-flow.asc': key },
} as const;

describe('the same fleet', () => {
  test('gives the same bytes', () => {
    expect(synthesizedTree(exampleFleet())).toEqual(synthesizedTree(exampleFleet()));
  });

  test('is written without aliases, nulls and addresses that cdk8s made up', () => {
    for (const [file, text] of synthesizedTree(exampleFleet())) {
      expect([file, /(^|[-:] )[&*][a-z]\d+/m.test(text)]).toEqual([file, false]);
      expect([file, /: null$/m.test(text)]).toEqual([file, false]);
      expect([file, /cdk8s/.test(text)]).toEqual([file, false]);
    }
  });
});

describe('one more cluster', () => {
  const clusters = {
    'dev-weu': { stage: 'dev' },
    'staging-weu': { stage: 'staging' },
    'prod-weu': { stage: 'prod' },
  };
  const before = synthesizedTree(exampleFleet({ clusters }));
  const after = synthesizedTree(
    exampleFleet({ clusters: { 'prod-neu': { stage: 'prod', location: 'northeurope' }, ...clusters } }),
  );

  test('adds files of its own only', () => {
    const added = [...after.keys()].filter((file) => !before.has(file));
    expect(
      added.every((file) =>
        /^cluster\/prod-neu\/|^\.securitytower\/(cluster-prod-neu|hub-northeurope)\.yaml$/.test(file),
      ),
    ).toBe(true);
    expect(added.length).toBeGreaterThan(7);
    expect([...before.keys()].filter((file) => !after.has(file))).toEqual([]);
  });

  test('changes nothing but the lists that name clusters', () => {
    const changed = [...before].filter(([file, text]) => after.get(file) !== text).map(([file]) => file);
    expect(changed).toEqual([
      '.securitytower/application-ledger.yaml',
      '.securitytower/application-storefront.yaml',
      'README.md',
    ]);
  });
});

describe("layout 'single'", () => {
  const tree = synthesizedTree(
    exampleFleet({ fleet: { layout: 'single' }, clusters: { 'prod-weu': { stage: 'prod' } } }),
  );

  test('puts the files of the one cluster where bootstrap --path=./cluster looks', () => {
    expect([...tree.keys()].filter((file) => file.startsWith('cluster/'))).toEqual([
      'cluster/cluster-vars.yaml',
      'cluster/flux-system/README.md',
      'cluster/flux-system/gotk-sync.yaml',
      'cluster/flux-system/kustomization.yaml',
      'cluster/infrastructure.yaml',
      'cluster/policies.yaml',
      'cluster/rbac.yaml',
      'cluster/tenants.yaml',
    ]);
    expect(objectIn(tree, 'cluster/flux-system/gotk-sync.yaml', 'Kustomization')).toMatchObject({
      spec: { path: './cluster' },
    });
  });

  test('has the policies Kustomization of the reference architecture', () => {
    expect(objectIn(tree, 'cluster/policies.yaml', 'Kustomization')).toMatchObject({
      metadata: {
        name: 'policies',
        namespace: 'flux-system',
        annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
      },
      spec: { interval: '1m', path: './policies', prune: true },
    });
  });
});

describe('signatures', () => {
  const sources = (keys: Readonly<Record<string, string>>) => {
    const tree = synthesizedTree(exampleFleet({ fleet: { github: { ...github, signingKeys: keys } } }));
    const objects = allObjects(tree).filter(({ object }) => object.kind === 'GitRepository');
    return { tree, objects };
  };

  test('with a key, every source of this repository refuses a head that it did not sign', () => {
    const { tree, objects } = sources(github.signingKeys);
    const own = objects.filter(({ object }) => JSON.stringify(object).includes('github.com/acme/fleet'));
    expect(own).toHaveLength(6);
    for (const { file, object } of own) {
      expect(object).toMatchObject({
        spec: { verify: { mode: 'HEAD', secretRef: { name: 'git-signing-keys' } } },
      });
      expect(tree.get(file.replace(/[^/]+$/, 'signing-keys/web-flow.asc'))).toBe(key);
      expect(tree.get(file.replace(/[^/]+$/, 'kustomization.yaml'))).toContain('signing-keys/web-flow.asc');
    }
    const foreign = objects.filter(({ object }) => !JSON.stringify(object).includes('github.com/acme/fleet'));
    expect(foreign.map(({ file }) => file)).toEqual(['tenants/base/risk/sync.yaml']);
    expect(JSON.stringify(foreign)).not.toContain('verify');
  });

  test('without a key nothing is verified, and no empty Secret is made', () => {
    const { tree, objects } = sources({});
    expect(JSON.stringify(objects)).not.toContain('verify');
    expect([...tree].filter(([, text]) => text.includes('secretGenerator'))).toEqual([]);
  });
});

test('CODEOWNERS keeps the order of the declaration', () => {
  const tree = synthesizedTree(exampleFleet({ fleet: { github } }));
  expect(tree.get('.github/CODEOWNERS')).toBe(
    [
      '# Generated from the fleet declaration; the last match wins.',
      '*          @acme/platform',
      '/policies/ @acme/security @acme/platform',
      '',
    ].join('\n'),
  );
});

test('an application with the longest name that Kubernetes takes keeps it as a file name', () => {
  const fleet = exampleFleet();
  const name = 'a'.repeat(63);
  const tenants = fleet.tenants.map((tenant) => ({
    ...tenant,
    applications: tenant.applications.map((application) => ({ ...application, name })),
  }));
  const tree = synthesizedTree({ ...fleet, tenants: tenants.slice(0, 1) });
  expect([...tree.keys()]).toContain(`.securitytower/application-${name}.yaml`);
});

test('a variable by one of our names is refused', () => {
  const fleet = () => exampleFleet({ clusters: { 'dev-weu': { variables: { STAGE: 'prod' } } } });
  expect(() => synthesizedTree(fleet())).toThrow(/STAGE/);
});

test('the files', () => {
  expect(
    [...synthesizedTree(exampleFleet()).keys()].filter((file) => !/cluster\/(?!dev)/.test(file)),
  ).toMatchSnapshot();
});
