import { exampleFleet } from './example';
import { KubernetesObject, allObjects, objectIn, synthesizedTree } from './tree';

const tree = synthesizedTree(exampleFleet());
const objects = allObjects(tree).map(({ object }) => object);

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const rulesOf = (name: string): readonly Rule[] =>
  objectIn(tree, 'cluster/dev-weu/rbac.yaml', 'ClusterRole', `fleetkeep:${name}`)['rules'] as readonly Rule[];
const grants = (name: string): readonly string[] =>
  rulesOf(name).flatMap((rule) =>
    rule.apiGroups.flatMap((group) => rule.resources.map((resource) => `${group}/${resource}`)),
  );
const roleRef = (object: KubernetesObject) => (object['roleRef'] as { readonly name: string }).name;

test('nothing that Git declares is bound to cluster-admin', () => {
  const bindings = objects.filter((object) => object.kind.endsWith('RoleBinding'));
  expect(bindings.length).toBeGreaterThan(10);
  expect(bindings.filter((object) => roleRef(object) === 'cluster-admin')).toEqual([]);
});

test('a tenant is admin of its namespace and nothing else', () => {
  for (const [tenant, namespace] of [
    ['shop', 'shop'],
    ['payments', 'money'],
    ['risk', 'risk'],
  ]) {
    const file = `tenants/base/${tenant}/rbac.yaml`;
    expect(objectIn(tree, file, 'RoleBinding')).toMatchObject({
      metadata: { namespace },
      roleRef: { kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'tenant', namespace }],
    });
  }
  const clusterWide = objects.filter((object) => object.kind === 'ClusterRoleBinding');
  expect(clusterWide.filter((object) => JSON.stringify(object['subjects']).includes('"tenant"'))).toEqual([]);
});

test('a tenant with rules of its own has them in its namespace, and the platform may hand out no more', () => {
  const rules = [{ apiGroups: [''], resources: ['services'], verbs: ['get', 'create', 'patch', 'delete'] }];
  const ruled = synthesizedTree(exampleFleet({ risk: { rules } }));
  const file = 'cluster/prod-weu/rbac.yaml';
  expect(objectIn(ruled, file, 'ClusterRole', 'fleetkeep:tenant:risk')).toMatchObject({ rules });
  // Kubernetes never changes the role of a binding: this is another one.
  expect(objectIn(ruled, 'tenants/base/risk/rbac.yaml', 'RoleBinding')).toMatchObject({
    metadata: { name: 'tenant-rules', namespace: 'risk' },
    roleRef: { kind: 'ClusterRole', name: 'fleetkeep:tenant:risk' },
    subjects: [{ kind: 'ServiceAccount', name: 'tenant', namespace: 'risk' }],
  });
  const platform = objectIn(ruled, file, 'ClusterRole', 'fleetkeep:platform')['rules'] as readonly Rule[];
  expect(platform.find(({ verbs }) => verbs.includes('bind'))?.resourceNames).toEqual([
    'admin',
    'fleetkeep:gatekeeper-release',
    'fleetkeep:tenant:risk',
  ]);
  // The tenant does not run in this cluster's stage.
  expect(ruled.get('cluster/dev-weu/rbac.yaml')).toBe(tree.get('cluster/dev-weu/rbac.yaml'));
});

test('the accounts of templates and constraints reach their own kinds', () => {
  expect(grants('templates')).toEqual([
    'templates.gatekeeper.sh/constrainttemplates',
    'expansion.gatekeeper.sh/expansiontemplate',
    'syncset.gatekeeper.sh/syncsets',
  ]);
  expect(grants('constraints')).toEqual(['constraints.gatekeeper.sh/*']);
});

test('no role takes a verb by wildcard, impersonates, escalates, or binds more than it says', () => {
  const roles = objects.filter((object) => object.kind === 'ClusterRole');
  expect(roles.length).toBeGreaterThan(0);
  for (const role of roles) {
    for (const rule of role['rules'] as readonly Rule[]) {
      for (const verb of ['*', 'impersonate', 'escalate', 'deletecollection']) {
        expect(rule.verbs).not.toContain(verb);
      }
      if (rule.verbs.includes('bind')) {
        expect(rule.resourceNames).toEqual(['admin', 'fleetkeep:gatekeeper-release']);
      }
    }
  }
});

test.each([
  ['platform', /^(policies\/gatekeeper\/base|infrastructure|tenants\/base)\//],
  ['templates', /^policies\/templates\/base\//],
  ['constraints', /^policies\/constraints\/base\//],
])('%s may apply everything that is applied as it', (account, files) => {
  const allowed = new Set(grants(account));
  const applied = allObjects(tree).filter(({ file }) => files.test(file));
  expect(applied.length).toBeGreaterThan(0);
  const refused = applied.filter(({ object: { apiVersion, kind } }) => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    return !['*', ...plurals(kind)].some((resource) => allowed.has(`${group}/${resource}`));
  });
  expect(refused.map(({ file, object }) => `${file} ${object.kind}`)).toEqual([]);
});

/** Resources that a kind may be called by; Gatekeeper's expansion templates are a singular. */
function plurals(kind: string): readonly string[] {
  const name = kind.toLowerCase();
  return [name, `${name}s`, `${name}es`, name.replace(/y$/, 'ies')];
}

test('accounts hold no token', () => {
  const accounts = objects.filter((object) => object.kind === 'ServiceAccount');
  expect(accounts.length).toBeGreaterThan(10);
  expect(accounts.filter((object) => object['automountServiceAccountToken'] !== false)).toEqual([]);
});
