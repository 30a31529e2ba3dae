import { parseAllDocuments } from 'yaml';

import type { RoleSuggestion } from '../../../../kit/core/roles/suggest-role';
import { fleetkeepHere } from '../../support/cli';
import {
  configMap,
  deployment,
  kustomization,
  manifests,
  namespace,
  syncFile,
} from '../../support/manifests';
import { makeRepository, type Files } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const rbac = 'rbac.authorization.k8s.io';

/** A cluster whose tenant has one Kustomization in its namespace. */
function tenantRepository(objects: readonly object[], spec: object = {}, files: Files = {}): string {
  const own = {
    ...kustomization('web', './web', {
      serviceAccountName: 'tenant',
      sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
      ...spec,
    }),
    metadata: { name: 'web', namespace: 'shop' },
  };
  return makeRepository({
    ...syncFile('clusters/prod'),
    'clusters/prod/tenant.yaml': manifests(namespace('shop', { 'fleetkeep.dev/tenant': 'store' }), own),
    'web/objects.yaml': manifests(...objects),
    ...files,
  });
}

async function suggest(repository: string, expected = 0, tenant = 'store'): Promise<RoleSuggestion> {
  const { stdout, stderr, exitCode } = await fleetkeepHere([
    ...['suggest', 'role', tenant, '--repository', repository, '-o', 'json'],
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: expected });
  const suggestion = JSON.parse(stdout) as RoleSuggestion;
  expectToMatchSchema('suggest-role', stdout);
  return suggestion;
}

describe('suggest role', () => {
  test('what is applied is looked at, created, patched and deleted, in its namespace', async () => {
    const { roles, clusters } = await suggest(tenantRepository([configMap('a'), deployment('web', false)]));
    expect(clusters).toEqual(['prod']);
    const verbs = ['get', 'create', 'patch', 'delete'];
    expect(roles).toMatchObject([
      {
        kind: 'Role',
        namespace: 'shop',
        serviceAccount: { namespace: 'shop', name: 'tenant' },
        rules: [
          { apiGroups: [''], resources: ['configmaps'], verbs },
          { apiGroups: ['apps'], resources: ['deployments'], verbs },
        ],
      },
    ]);
    expect(roles[0]?.reasons).toContainEqual({
      apiGroup: 'apps',
      resource: 'deployments',
      verbs,
      reason: 'Deployment web of shop/web',
    });
  });

  test('who waits for a Deployment also lists what it owns', async () => {
    const { roles } = await suggest(tenantRepository([deployment('web', false)], { wait: true }));
    expect(roles[0]?.rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'create', 'patch', 'delete'] },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list'] },
    ]);
  });

  test('who hands out rights needs them, or the right to bind the role', async () => {
    const subjects = [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }];
    const role = {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: 'web', namespace: 'shop' },
      rules: [{ apiGroups: [''], resources: ['endpoints'], verbs: ['get'] }],
    };
    const binding = (name: string, kind: string): object => ({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: 'shop' },
      roleRef: { apiGroup: rbac, kind, name },
      subjects,
    });
    const { roles } = await suggest(
      tenantRepository([role, binding('web', 'Role'), binding('view', 'ClusterRole')]),
    );
    const [cluster, own] = ['ClusterRole', 'Role'].map((kind) => roles.find((one) => one.kind === kind));
    expect(own?.rules).toContainEqual({ apiGroups: [''], resources: ['endpoints'], verbs: ['get'] });
    expect(cluster?.rules).toEqual([
      { apiGroups: [rbac], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] },
    ]);
  });

  test('kinds of their own are named as their definition says', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'oxen.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Ox', plural: 'oxen' },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    };
    const ox = { apiVersion: 'example.com/v1', kind: 'Ox', metadata: { name: 'one', namespace: 'shop' } };
    const { roles } = await suggest(
      tenantRepository([ox], {}, { 'clusters/prod/definition.yaml': manifests(definition) }),
    );
    expect(roles[0]?.rules).toMatchObject([{ apiGroups: ['example.com'], resources: ['oxen'] }]);
  });

  test('as manifests: a role and its binding', async () => {
    const repository = tenantRepository([configMap('a')]);
    const { stdout } = await fleetkeepHere([
      ...['suggest', 'role', 'shop', '--repository', repository, '-o', 'yaml'],
    ]);
    // The namespace's own name is not the tenant's here, but Flux applies things in it.
    const documents = parseAllDocuments(stdout).map((document) => document.toJS() as object);
    expect(documents).toMatchObject([
      { kind: 'Role', metadata: { namespace: 'shop' }, rules: [{ resources: ['configmaps'] }] },
      { kind: 'RoleBinding', roleRef: { kind: 'Role' }, subjects: [{ name: 'tenant', namespace: 'shop' }] },
    ]);
  });

  test('what could not be rendered may need more: exit code 3', async () => {
    const release = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'cache', namespace: 'shop' },
      spec: {
        interval: '1h',
        serviceAccountName: 'tenant',
        chart: { spec: { chart: 'cache', sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
      },
    };
    const { notEvaluated, roles } = await suggest(tenantRepository([release]), 3);
    expect(notEvaluated).toMatchObject([{ kustomization: 'HelmRelease/shop/cache' }]);
    expect(roles[0]?.rules).toContainEqual({
      apiGroups: ['helm.toolkit.fluxcd.io'],
      resources: ['helmreleases'],
      verbs: ['get', 'create', 'patch', 'delete'],
    });
  });

  test('without an account nobody knows what Flux may', async () => {
    const { notEvaluated } = await suggest(
      tenantRepository([configMap('a')], { serviceAccountName: undefined }),
      3,
    );
    expect(notEvaluated[0]?.reason).toContain('names no service account');
  });

  test.each([
    [
      'an unknown tenant is told those that there are',
      ['nobody'],
      /tenant 'nobody' has nothing .*; there are store/,
    ],
    ['no tenant at all', [], /missing required argument 'tenant'/],
  ])('%s', async (_, operand, words) => {
    const repository = tenantRepository([configMap('a')]);
    const { stderr, exitCode } = await fleetkeepHere([
      ...['suggest', 'role', ...operand, '--repository', repository],
    ]);
    expect(stderr).toMatch(words);
    expect(exitCode).toBe(2);
  });
});
