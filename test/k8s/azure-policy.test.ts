import type { ClusterProps } from '../../fleet/cluster';
import { exampleFleet } from './example';
import { objectIn, synthesizedTree } from './tree';

const managed: Partial<ClusterProps> = {
  azurePolicy: true,
  exceptions: [{ control: 'fleet-gatekeeper', reason: "Azure's is asked for", expires: '2027-06-30' }],
};
const tree = synthesizedTree(exampleFleet({ clusters: { 'dev-own': {}, 'dev-managed': managed } }));

function dependencies(cluster: string, file: string, name: string): readonly string[] {
  const found = objectIn(tree, `cluster/${cluster}/${file}.yaml`, 'Kustomization', name);
  const { dependsOn = [] } = found['spec'] as { dependsOn?: readonly { name: string }[] };
  return dependsOn.map((one) => one.name);
}

describe("where Azure's managed Gatekeeper judges", () => {
  test("the fleet's own and its policies stay away", () => {
    const files = (cluster: string) =>
      [...tree.keys()].filter((file) => file.startsWith(`cluster/${cluster}/`));
    expect(files('dev-managed').filter((file) => /polic|gatekeeper/.test(file))).toEqual([]);
    expect(files('dev-own')).toContain('cluster/dev-own/policies.yaml');
    const texts = files('dev-managed')
      .filter((file) => !file.endsWith('rbac.yaml'))
      .map((file) => tree.get(file) ?? '');
    for (const text of texts) expect(text).not.toMatch(/path: \.\/policies/);
  });

  test('nothing waits for policies that never come', () => {
    expect(dependencies('dev-managed', 'infrastructure', 'infra-controllers')).toEqual([]);
    expect(dependencies('dev-managed', 'tenants', 'tenants')).toEqual(['infra-configs']);
    expect(dependencies('dev-own', 'infrastructure', 'infra-controllers')).toEqual(['policies']);
    expect(dependencies('dev-own', 'tenants', 'tenants')).toEqual(['policies', 'infra-configs']);
  });

  test('the exception is part of the repository', () => {
    expect(objectIn(tree, '.securitytower/cluster-dev-managed.yaml', 'Cluster')['spec']).toMatchObject({
      exceptions: [{ control: 'fleet-gatekeeper', expires: '2027-06-30' }],
    });
  });
});

describe('exceptions of the fleet', () => {
  test('are a file of their own', () => {
    const exception = {
      control: 'no-secret-in-state',
      stack: 'extra',
      resource: 'azurerm_redis_cache.it',
      reason: 'Its client knows no Entra ID yet',
      expires: '2027-06-30',
    } as const;
    const excepting = synthesizedTree(exampleFleet({ fleet: { exceptions: [exception] } }));
    expect(objectIn(excepting, '.securitytower/fleet.yaml', 'Fleet')).toMatchObject({
      metadata: { name: 'acme' },
      spec: { exceptions: [exception] },
    });
  });

  test('none, and there is no file', () => {
    expect([...tree.keys()]).not.toContain('.securitytower/fleet.yaml');
  });
});
