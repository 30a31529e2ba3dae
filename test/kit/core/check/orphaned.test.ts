import type { CheckReport } from '../../../../kit/core/check/check';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, configMap, kustomization, manifests, namespace } from '../../support/manifests';
import { commit, git, makeRepository, write, type Files } from '../../support/repository';

const metadata = { name: 'tenant', namespace: 'flux-system' };
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
const rbac = 'rbac.authorization.k8s.io';
const binding = {
  apiVersion: `${rbac}/v1`,
  kind: 'RoleBinding',
  metadata,
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'admin' },
  subjects: [{ kind: 'ServiceAccount', ...metadata }],
};
const sync = (spec: object = {}): object =>
  kustomization('web', './web', { serviceAccountName: 'tenant', ...spec });

const web: Files = { 'web/objects.yaml': manifests(namespace('shop'), configMap('a')) };

/** What `check` says of a change that leaves these objects in the cluster's folder. */
async function after(before: readonly object[], left: readonly object[]): Promise<CheckReport['findings']> {
  const file = 'clusters/prod/tenant.yaml';
  const directory = makeRepository({ ...cleanCluster(), ...web, [file]: manifests(...before) });
  const base = git(directory, 'rev-parse', 'HEAD');
  write(directory, { [file]: left.length === 0 ? '# nothing\n' : manifests(...left) });
  commit(directory);
  const { stdout } = await fleetkeepHere([
    ...['check', '--repository', directory, '--revision', 'main', '--base', base, '-o', 'json'],
  ]);
  const { findings } = JSON.parse(stdout) as CheckReport;
  return findings.filter(({ policy }) => policy === 'KustomizationRetirement');
}

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
      [account, binding, { ...binding, metadata: { ...metadata, name: 'more' } }, sync()],
      [account, binding],
    ],
    ['that removes nothing', [account, binding, sync({ prune: false })], []],
    ['that orphans on purpose', [account, binding, sync({ deletionPolicy: 'Orphan' })], []],
    ['with an account that stays', [account, binding, sync({ serviceAccountName: 'other' })], []],
  ])('%s: nothing to say', async (_, before, left) => {
    expect(await after(before, left)).toEqual([]);
  });
});
