import type { CheckReport } from '../../../../kit/core/check/check';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, forbiddenTemplate, kustomization, manifests } from '../../support/manifests';
import { makeRepository } from '../../support/repository';

/** Denies whatever somebody other than the service account `shop` of Flux writes. */
const onlyShop = forbiddenTemplate(
  [
    'package testforbidden',
    'violation[{"msg": msg}] {',
    '  input.review.userInfo.username != "system:serviceaccount:flux-system:shop"',
    '  msg := sprintf("%v of %v", [input.review.userInfo.username, input.review.userInfo.groups])',
    '}',
  ].join('\n'),
);

async function check(spec: object): Promise<CheckReport> {
  const directory = makeRepository({
    ...cleanCluster(),
    'policies/template.yaml': manifests(onlyShop),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', spec)),
  });
  const { stdout } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json']);
  return JSON.parse(stdout) as CheckReport;
}

describe('a policy that asks who writes', () => {
  test('is told the service account that Flux impersonates', async () => {
    const clean = await check({ serviceAccountName: 'shop' });
    expect(clean).toMatchObject({ findings: [], notEvaluated: [] });
    const { findings, notEvaluated } = await check({ serviceAccountName: 'other' });
    expect(notEvaluated).toEqual([]);
    expect(findings.map(({ message }) => message)).toEqual([
      'system:serviceaccount:flux-system:other of ["system:serviceaccounts", ' +
        '"system:serviceaccounts:flux-system", "system:authenticated"]',
    ]);
  });

  test.each([
    ['no service account is named', {}],
    [
      'the Kustomization is applied in another cluster',
      { serviceAccountName: 'shop', kubeConfig: { secretRef: { name: 'other-cluster' } } },
    ],
  ])('is not evaluated when %s', async (_, spec) => {
    const { findings, notEvaluated } = await check(spec);
    expect(findings).toEqual([]);
    expect(notEvaluated.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('TestForbidden/no-forbidden reads userInfo') as string,
    ]);
  });
});
