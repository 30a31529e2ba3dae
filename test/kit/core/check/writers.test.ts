import type { CheckReport } from '../../../../kit/core/check/check-report';
import { fleetkeepHere } from '../../support/cli';
import {
  cleanCluster,
  configMap,
  forbiddenConstraint,
  forbiddenTemplate,
  kustomization,
  manifests,
} from '../../support/manifests';
import { commit, makeRepository, write } from '../../support/repository';

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

function files(spec: object, more: Record<string, string> = {}): Record<string, string> {
  return {
    ...cleanCluster(),
    'policies/template.yaml': manifests(onlyShop),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', spec)),
    ...more,
  };
}

async function check(directory: string, ...flags: readonly string[]): Promise<CheckReport> {
  const { stdout } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json', ...flags]);
  return JSON.parse(stdout) as CheckReport;
}

describe('a policy that asks who writes', () => {
  test('is told the service account that Flux impersonates', async () => {
    const clean = await check(makeRepository(files({ serviceAccountName: 'shop' })));
    expect(clean).toMatchObject({ findings: [], notEvaluated: [] });
    const { findings, notEvaluated } = await check(makeRepository(files({ serviceAccountName: 'other' })));
    expect(notEvaluated).toEqual([]);
    expect(findings.map(({ message }) => message)).toEqual([
      'system:serviceaccount:flux-system:other of ["system:serviceaccounts", ' +
        '"system:serviceaccounts:flux-system", "system:authenticated"]',
    ]);
  });

  test('is told the account of the controller that is in Git', async () => {
    const controller = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'kustomize-controller', namespace: 'flux' },
      spec: { template: { spec: { serviceAccountName: 'writer', containers: [] } } },
    };
    const { findings, notEvaluated } = await check(
      makeRepository(files({}, { 'clusters/prod/flux-system/gotk-components.yaml': manifests(controller) })),
    );
    expect(notEvaluated).toEqual([]);
    expect(findings.map(({ message }) => message)).toEqual([
      'system:serviceaccount:flux:writer of ["system:serviceaccounts", ' +
        '"system:serviceaccounts:flux", "system:authenticated"]',
    ]);
  });

  test.each([
    [
      'nothing says whom Flux writes as',
      {},
      /^TestForbidden\/no-forbidden reads userInfo, and Git does not say who writes 2 resources of flux-system\/apps: without spec\.serviceAccountName they are written as kustomize-controller's --default-service-account or as its own account, and neither its Deployment nor a FluxInstance is in Git: commit it/,
    ],
    [
      'the Kustomization is applied in another cluster',
      { serviceAccountName: 'shop', kubeConfig: { secretRef: { name: 'other-cluster' } } },
      /^TestForbidden\/no-forbidden reads userInfo, and Git does not say who writes 2 resources of flux-system\/apps: spec\.kubeConfig takes them to another cluster/,
    ],
  ])('is not evaluated when %s, which is said once', async (_, spec, reason) => {
    const { findings, notEvaluated, summary } = await check(
      makeRepository(files(spec, { 'apps/more.yaml': manifests(configMap('more')) })),
    );
    expect(findings).toEqual([]);
    expect(notEvaluated).toEqual([
      {
        cluster: 'prod',
        kustomization: null,
        resource: null,
        file: 'clusters/prod/apps.yaml',
        line: 1,
        reason: expect.stringMatching(reason) as string,
      },
    ]);
    expect(summary.notEvaluated).toBe(1);
  });

  test('is not evaluated for each reason and each policy that asks', async () => {
    const { notEvaluated } = await check(
      makeRepository(
        files(
          {},
          {
            'policies/constraint.yaml': manifests(
              forbiddenConstraint(),
              forbiddenConstraint('deny', 'another'),
            ),
            'clusters/prod/other.yaml': manifests(
              kustomization('other', './other', { kubeConfig: { secretRef: { name: 'other-cluster' } } }),
            ),
            'other/settings.yaml': manifests(configMap('other')),
          },
        ),
      ),
    );
    const reasons =
      / reads userInfo, and Git does not say who writes 1 resource of flux-system\/apps: .*; nor who writes 1 resource of flux-system\/other: spec\.kubeConfig/;
    expect(notEvaluated.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(new RegExp(`^TestForbidden/another${reasons.source}`)) as string,
      expect.stringMatching(new RegExp(`^TestForbidden/no-forbidden${reasons.source}`)) as string,
    ]);
  });

  test('is not evaluated where only the base has it', async () => {
    const directory = makeRepository(files({}));
    write(directory, {
      'policies/template.yaml': manifests(forbiddenTemplate()),
      'apps/settings.yaml': manifests(configMap('settings', { color: 'red' })),
    });
    commit(directory);
    const { notEvaluated } = await check(directory, '--base', 'HEAD~1');
    expect(notEvaluated.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('TestForbidden/no-forbidden reads userInfo') as string,
    ]);
  });
});
