import { exampleFleet } from './example';
import { FluxKustomization, clusterObjects, keyOf, kustomizationsOf } from './flux-graph';
import { synthesizedTree } from './tree';

const fleet = exampleFleet();
const tree = synthesizedTree(fleet);

/** interval/retry, prune/wait, dependsOn, account: the table of reference/flux.md. */
const contract: Readonly<Record<string, readonly [string, string, string, string]>> = {
  'flux-system/flux-system': ['10m', 'true/false', '', 'kustomize-controller'],
  'flux-system/policies': ['1m', 'true/true', '', 'kustomize-controller'],
  'flux-system/gatekeeper': ['1h/2m', 'true/true', '', 'platform'],
  'flux-system/policy-templates': ['10m/1m', 'true/true', 'gatekeeper', 'templates'],
  'flux-system/policy-constraints': ['10m/1m', 'true/false', 'policy-templates', 'constraints'],
  'flux-system/infra-controllers': ['1h/2m', 'true/true', 'policies', 'platform'],
  'flux-system/infra-configs': ['1h/2m', 'true/true', 'infra-controllers', 'platform'],
  'flux-system/tenants': ['10m/2m', 'true/false', 'policies, infra-configs', 'platform'],
  'shop/storefront': ['5m', 'true/true', '', 'tenant'],
  'money/ledger': ['5m', 'true/true', '', 'tenant'],
  'risk/risk': ['5m', 'true/true', '', 'tenant'],
};

function row({ spec }: FluxKustomization): readonly [string, string, string, string] {
  const interval = [spec.interval, spec.retryInterval].filter(Boolean).join('/');
  const dependsOn = (spec.dependsOn ?? []).map((dependency) => dependency.name).join(', ');
  return [interval, `${spec.prune}/${spec.wait ?? false}`, dependsOn, spec.serviceAccountName ?? 'none'];
}

describe.each(fleet.clusters.map((cluster) => [cluster.name, cluster] as const))('%s', (_name, cluster) => {
  const objects = clusterObjects(fleet, cluster, tree);
  const kustomizations = kustomizationsOf(objects);
  const keys = (kind: string) => new Set(objects.filter((object) => object.kind === kind).map(keyOf));

  test('has exactly the Kustomizations of the contract, as it says', () => {
    const { 'risk/risk': risk, ...common } = contract;
    const expected = cluster.stage.production ? { ...common, 'risk/risk': risk } : common;
    const actual = Object.fromEntries(kustomizations.map((object) => [keyOf(object), row(object)]));
    expect(actual).toEqual(expected);
  });

  test('acts as accounts that are declared beside it', () => {
    const declared = keys('ServiceAccount');
    const undeclared = kustomizations
      .map((object) => `${object.metadata.namespace ?? ''}/${object.spec.serviceAccountName ?? ''}`)
      .filter((account) => !declared.has(account));
    // Flux brings its own.
    expect(new Set(undeclared)).toEqual(new Set(['flux-system/kustomize-controller']));
  });

  test('takes every source from the same namespace', () => {
    const sources = keys('GitRepository');
    for (const object of kustomizations) {
      expect(object.spec.sourceRef).toEqual({ kind: 'GitRepository', name: object.spec.sourceRef.name });
      expect(sources).toContain(`${object.metadata.namespace ?? ''}/${object.spec.sourceRef.name}`);
    }
  });

  test('depends only on what is there, without a circle', () => {
    const byKey = new Map(kustomizations.map((object) => [keyOf(object), object]));
    const visit = (key: string, path: readonly string[]): void => {
      expect(path).not.toContain(key);
      const object = byKey.get(key);
      if (object === undefined) throw new Error(`${path.at(-1)} depends on ${key}, which nothing declares`);
      for (const { name, namespace = object.metadata.namespace ?? '' } of object.spec.dependsOn ?? []) {
        visit(`${namespace}/${name}`, [...path, key]);
      }
    };
    for (const key of byKey.keys()) visit(key, []);
  });

  test('finds every folder in the repository', () => {
    const released = (object: FluxKustomization) =>
      fleet.tenants.every((tenant) =>
        tenant.applications.every(
          (application) =>
            application.name !== object.metadata.name ||
            application.releases.some((release) => release.stage === cluster.stage.name),
        ),
      );
    const own = kustomizations.filter((object) => object.metadata.namespace !== 'risk').filter(released);
    const missing = own
      .map((object) => `${object.spec.path.slice(2)}/`)
      .filter((path) => ![...tree.keys()].some((file) => file.startsWith(path)));
    expect(missing).toEqual([]);
  });
});

test('a template is healthy when Gatekeeper made its kind, and constraints wait for that', () => {
  const [cluster] = fleet.clusters;
  const templates = kustomizationsOf(clusterObjects(fleet, cluster!, tree)).find(
    (object) => object.metadata.name === 'policy-templates',
  );
  expect(templates?.spec.healthCheckExprs).toEqual([
    expect.objectContaining({
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      current: 'has(status.created) && status.created',
    }),
  ]);
});

test('variables are filled in everywhere but where Rego and parameters could hold a ${…} of their own', () => {
  const substituting = kustomizationsOf(clusterObjects(fleet, fleet.clusters[0]!, tree))
    .filter((object) => object.spec.postBuild !== undefined)
    .map((object) => object.metadata.name);
  expect(substituting.sort()).toEqual([
    'gatekeeper',
    'infra-configs',
    'infra-controllers',
    'policies',
    'tenants',
  ]);
});

test('only the configuration of the infrastructure is decrypted', () => {
  const decrypting = kustomizationsOf(clusterObjects(fleet, fleet.clusters[0]!, tree))
    .filter((object) => object.spec.decryption !== undefined)
    .map((object) => [object.metadata.name, object.spec.decryption]);
  expect(decrypting).toEqual([['infra-configs', { provider: 'sops' }]]);
});
