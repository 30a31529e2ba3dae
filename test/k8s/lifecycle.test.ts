import { exampleFleet } from './example';
import { objectIn, objectsOf, synthesizedTree } from './tree';

test('a retiring tenant keeps the account that removes what it applied, and is synced no more', () => {
  const tree = synthesizedTree(exampleFleet({ shop: { lifecycle: 'retiring' } }));
  const files = [...tree.keys()].filter((file) => file.startsWith('tenants/base/shop/'));
  expect(files.map((file) => file.split('/').pop())).toEqual([
    'kustomization.yaml',
    'namespace.yaml',
    'network.yaml',
    'quota.yaml',
    'rbac.yaml',
  ]);
  expect(objectIn(tree, 'tenants/base/shop/rbac.yaml', 'ServiceAccount').metadata.name).toBe('tenant');
  expect(tree.get('tenants/prod/kustomization.yaml')).toContain('../base/shop');
  expect([...tree.keys()].filter((file) => file.includes('storefront'))).toEqual([]);
});

test('a retiring cluster loses its workloads while the accounts that remove them are there', () => {
  const tree = synthesizedTree(
    exampleFleet({ clusters: { 'dev-weu': { lifecycle: 'retiring' }, 'dev-neu': {} } }),
  );
  const tenants = objectIn(tree, 'cluster/dev-weu/tenants.yaml', 'Kustomization');
  const { patches } = tenants['spec'] as { patches: readonly { target: unknown; patch: string }[] };
  expect(patches.map(({ target }) => target)).toEqual([{ kind: 'Kustomization' }, { kind: 'GitRepository' }]);
  for (const { patch } of patches) expect(objectsOf(patch)[0]).toMatchObject({ $patch: 'delete' });
  expect(objectIn(tree, 'cluster/dev-neu/tenants.yaml', 'Kustomization')['spec']).not.toHaveProperty(
    'patches',
  );
  expect(tree.get('.securitytower/application-storefront.yaml')).not.toContain('dev-weu');
  expect(tree.get('.securitytower/cluster-dev-weu.yaml')).toContain('lifecycle: retiring');
});
