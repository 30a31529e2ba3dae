import type { CheckReport } from '../../../kit/core/check/check-report';
import { policyById } from '../../../policies/catalogue';
import { constraintTemplate } from '../../../policies/constraint-template';
import { fleetkeepHere } from '../support/cli';
import { kustomization, manifests, namespace, syncFile } from '../support/manifests';
import { makeRepository } from '../support/repository';

/** A cluster with the template of required labels and a constraint that somebody wrote by hand. */
function repository(constraint: string): string {
  return makeRepository({
    ...syncFile('clusters/prod'),
    'clusters/prod/policies.yaml': manifests(kustomization('policies', './policies')),
    'policies/template.yaml': manifests(constraintTemplate(policyById('required-labels'))),
    'policies/constraint.yaml': `# By hand.\n${constraint}`,
    'clusters/prod/namespace.yaml': manifests(namespace('shop')),
  });
}

const constraint = (kind: string, spec: string): string =>
  `apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: ${kind}\nmetadata:\n  name: team\nspec:\n${spec}`;

test.each([
  [
    'parameters of the wrong type',
    constraint('K8sRequiredLabels', '  parameters:\n    labels: team\n'),
    /K8sRequiredLabels team is not enforced, because Gatekeeper refuses it; correct the field it names: .*labels/,
  ],
  [
    'a policy that there is not',
    constraint('K8sRequiredLabel', '  match: {}\n'),
    /K8sRequiredLabel team is not enforced, because no ConstraintTemplate defines the kind K8sRequiredLabel: add the template/,
  ],
])('a constraint with %s is not evaluated, with file, line and fix', async (_, text, reason) => {
  const { stdout, exitCode } = await fleetkeepHere(['check', '--repository', repository(text), '-o', 'json']);
  const { notEvaluated } = JSON.parse(stdout) as CheckReport;
  expect(notEvaluated).toContainEqual(
    expect.objectContaining({
      cluster: 'prod',
      file: 'policies/constraint.yaml',
      line: 2,
      reason: expect.stringMatching(reason) as string,
    }),
  );
  expect(exitCode).toBe(3);
});

test('a pack that there is not', async () => {
  const { stderr, exitCode } = await fleetkeepHere([
    'check',
    '--repository',
    repository(constraint('K8sRequiredLabels', '  match: {}\n')),
    '--policies',
    'cis-ask',
  ]);
  expect(stderr).toMatch(/--policies 'cis-ask' is neither a pack \(.*cis-aks.*\) nor a folder/);
  expect(exitCode).toBe(2);
});
