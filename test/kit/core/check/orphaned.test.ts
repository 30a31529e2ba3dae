import type { CheckReport } from '../../../../kit/core/check/check-report';
import { cleanCluster, configMap, kustomization, manifests, namespace } from '../../support/manifests';
import type { Files } from '../../support/repository';
import { findingsOfChange, tenantAccount, tenantBinding } from '../../support/retirement';

const account = tenantAccount('flux-system');
const binding = tenantBinding('flux-system');
const sync = (spec: object = {}): object =>
  kustomization('web', './web', { serviceAccountName: 'tenant', ...spec });

const web: Files = { 'web/objects.yaml': manifests(namespace('shop'), configMap('a')) };

/** What `check` says of a change that leaves these objects in the cluster's folder. */
const after = (before: readonly object[], left: readonly object[]): Promise<CheckReport['findings']> =>
  findingsOfChange(
    'KustomizationRetirement',
    { file: 'clusters/prod/tenant.yaml', before, left },
    { ...cleanCluster(), ...web },
  );

describe('a change that takes away what applies objects', () => {
  test('together with the account is refused: the objects would stay behind', async () => {
    expect(await after([account, binding, sync()], [])).toMatchObject([
      {
        constraint: 'web',
        severity: 'critical',
        enforcement: 'deny',
        state: 'new',
        cluster: 'prod',
        resource: { kind: 'Kustomization', namespace: 'flux-system', name: 'web' },
        file: 'clusters/prod/tenant.yaml',
        message: expect.stringMatching(
          /^Kustomization flux-system\/web goes together with the service account 'tenant' .* its 2 objects as: they would stay behind/,
        ) as string,
      },
    ]);
  });

  test('together with the last rights of the account is refused, too', async () => {
    const [finding] = await after([account, binding, sync()], [account]);
    expect(finding?.message).toContain("the rights (RoleBinding tenant) of the service account 'tenant'");
  });

  test.each([
    ['first, and leaves the account', [account, binding, sync()], [account, binding]],
    ['and the account when it was gone before', [account, binding], []],
    [
      'and one binding of two',
      [account, binding, tenantBinding('flux-system', 'more'), sync()],
      [account, binding],
    ],
    ['that removes nothing', [account, binding, sync({ prune: false })], []],
    ['that orphans on purpose', [account, binding, sync({ deletionPolicy: 'Orphan' })], []],
    ['with an account that stays', [account, binding, sync({ serviceAccountName: 'other' })], []],
  ])('%s: nothing to say', async (_, before, left) => {
    expect(await after(before, left)).toEqual([]);
  });
});
