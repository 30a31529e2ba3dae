import type { CheckReport } from '../../../../kit/core/check/check-report';
import { fleetkeepHere } from '../../support/cli';
import {
  cleanCluster,
  forbiddenConstraint,
  kustomization,
  manifests,
  namespace,
} from '../../support/manifests';
import { makeRepository } from '../../support/repository';

/** A cluster in which Flux, and no manifest, puts an object into a namespace; the policy selects by namespace. */
function repository(match: object): string {
  const constraint = forbiddenConstraint() as { readonly spec: { readonly match: object } };
  const spec = { ...constraint.spec, match: { ...constraint.spec.match, ...match } };
  return makeRepository({
    ...cleanCluster(),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', { targetNamespace: 'team-a' })),
    'policies/namespace.yaml': manifests(namespace('team-a', { team: 'a' })),
    'policies/constraint.yaml': manifests({ ...constraint, spec }),
    'apps/namespace.yaml': '',
    'apps/settings.yaml': manifests({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { forbidden: 'x' },
    }),
  });
}

// `gator test` on the same files does not see that namespace.
describe('the namespace that targetNamespace sets is the one that policies select by', () => {
  test.each([
    [{ namespaces: ['team-a'] }, 1],
    [{ namespaces: ['team-b'] }, 0],
    [{ namespaces: ['team-*'], excludedNamespaces: ['team-a'] }, 0],
    [{ namespaceSelector: { matchLabels: { team: 'a' } } }, 1],
    [{ namespaceSelector: { matchLabels: { team: 'b' } } }, 0],
    [{ scope: 'Cluster' }, 0],
  ])('%j: %d', async (match, count) => {
    const directory = repository(match);
    const { stdout } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json']);
    const { findings, notEvaluated } = JSON.parse(stdout) as CheckReport;
    expect(notEvaluated).toEqual([]);
    expect(findings.map(({ resource: { namespace: of, name } }) => `${of}/${name}`)).toEqual(
      Array<string>(count).fill('team-a/settings'),
    );
  });
});
