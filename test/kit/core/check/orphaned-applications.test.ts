import type { CheckReport } from '../../../../kit/core/check/check-report';
import { configMap, manifests, namespace } from '../../support/manifests';
import { findingsOfChange, tenantAccount, tenantBinding } from '../../support/retirement';

const address = 'https://github.com/acme/fleet';
const cascade = 'resources-finalizer.argocd.argoproj.io';

const application = (name: string, path: string, finalizers?: readonly string[]): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd', finalizers },
  spec: {
    project: 'shop',
    source: { repoURL: address, targetRevision: 'main', path },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    syncPolicy: { automated: { prune: true } },
  },
});
const project = (finalizers?: readonly string[], destination = '*'): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'shop', namespace: 'argocd', finalizers },
  spec: {
    destinationServiceAccounts: [
      {
        server: 'https://kubernetes.default.svc',
        namespace: destination,
        defaultServiceAccount: 'shop:tenant',
      },
    ],
  },
});
const account = tenantAccount('shop');
const binding = tenantBinding('shop');
const web = application('web', 'web', [cascade]);
const kept = {
  ...configMap('kept'),
  metadata: {
    name: 'kept',
    namespace: 'shop',
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' },
  },
};

/** What `check` says of a change that leaves these objects in the folder of the root Application. */
const after = (
  before: readonly object[],
  left: readonly object[],
  applied: object = configMap('a'),
): Promise<CheckReport['findings']> =>
  findingsOfChange(
    'ApplicationRetirement',
    { file: 'apps/tenant.yaml', before, left },
    {
      'hub/root.yaml': manifests(application('root', 'apps')),
      'apps/namespace.yaml': manifests(namespace('shop')),
      'web/objects.yaml': manifests(applied),
    },
  );

describe('a change that takes an Application of Argo CD away', () => {
  test('which does not take along what it applied is refused, with the finalizer that is missing', async () => {
    expect(await after([project(), account, application('web', 'web')], [project(), account])).toMatchObject([
      {
        constraint: 'web',
        severity: 'critical',
        enforcement: 'deny',
        state: 'new',
        resource: { kind: 'Application', namespace: 'argocd', name: 'web' },
        file: 'apps/tenant.yaml',
        message: expect.stringMatching(
          /^Application argocd\/web goes without the finalizer .*: its 1 object would stay behind, .* Add 'resources-finalizer\.argocd\.argoproj\.io'/,
        ) as string,
      },
    ]);
  });

  test.each([
    ['its project', [project(), account, web], [account], "its AppProject 'shop'"],
    ['its account', [project(), account, web], [project()], "the service account 'shop/tenant'"],
    [
      'the rights of its account',
      [project(), account, binding, web],
      [project(), account],
      "the rights (RoleBinding tenant) of the service account 'shop/tenant'",
    ],
    [
      'its account, of a project that waits for it',
      [project([cascade]), account, web],
      [],
      "the service account 'shop/tenant'",
    ],
  ])('together with %s is refused', async (_, before, left, words) => {
    const findings = await after(before, left);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining(`together with ${words}`),
    ]);
  });

  test.each([
    ['alone', [project(), account, binding, web], [project(), account, binding]],
    ['and a project that waits for it', [project([cascade]), account, web], [account]],
    ['and an account that acts elsewhere', [project([], 'other'), account, web], [project([], 'other')]],
  ])('%s: nothing to say', async (_, before, left) => {
    expect(await after(before, left)).toEqual([]);
  });

  test('whose objects are marked to stay: nothing to say', async () => {
    expect(await after([project(), account, application('web', 'web')], [], kept)).toEqual([]);
  });
});
