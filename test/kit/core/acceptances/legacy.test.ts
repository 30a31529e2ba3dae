import type { CheckReport } from '../../../../kit/core/check/check-report';
import type { ListedAcceptance } from '../../../../kit/core/acceptances/list';
import { policyById } from '../../../../policies/catalogue';
import { constraintTemplate } from '../../../../policies/constraint-template';
import { expansionTemplates } from '../../../../policies/expansion';
import { acceptance, acceptancePath, constraints, privilegedCluster } from '../../support/acceptances';
import { fleetkeepHere } from '../../support/cli';
import { deployment, manifests } from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const policy = policyById('privileged-container');
const key = (prefix = 'securitytower.io'): string =>
  `${prefix}/policy.exclusion.${policy.kind.toLowerCase()}`;

/** The cluster of the privileged Deployment, its templates as `legacyExclusions` makes them. */
const switchedOn = (): Files => ({
  ...privilegedCluster(),
  'policies/template.yaml': manifests(
    constraintTemplate(policy, { legacyExclusions: true }),
    ...expansionTemplates,
  ),
});
type Metadata = Readonly<Record<string, unknown>>;
interface Workload {
  readonly metadata: Metadata;
  readonly spec: { readonly template: { readonly metadata: Metadata } };
}

/** The Deployment, annotated where it says. */
function web(place: 'template' | 'object', annotation = key()): Files {
  const object = deployment('web', true) as Workload;
  const annotations = { [annotation]: 'we know' };
  const { template } = object.spec;
  const changed =
    place === 'object'
      ? { ...object, metadata: { ...object.metadata, annotations } }
      : {
          ...object,
          spec: {
            ...object.spec,
            template: { ...template, metadata: { ...template.metadata, annotations } },
          },
        };
  return { 'apps/web.yaml': manifests(changed) };
}
const annotatedNamespace = (annotations: Metadata): Files => ({
  'apps/namespace.yaml': manifests({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', annotations },
  }),
});

async function check(directory: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json', ...args]);
  expectToMatchSchema('check', stdout);
  return (JSON.parse(stdout) as CheckReport).findings.map(
    ({ resource, state, acceptance: by }) =>
      `${resource.name} ${state}${by === undefined ? '' : ` ${by.name}`}`,
  );
}
async function list(directory: string): Promise<readonly ListedAcceptance[]> {
  const { stdout } = await fleetkeepHere(['get', 'acceptances', '--repository', directory, '-o', 'json']);
  expectToMatchSchema('acceptances', stdout);
  return JSON.parse(stdout) as readonly ListedAcceptance[];
}

test.each<[string, Files]>([
  ['its pod template', web('template')],
  ['its pod template, in the oldest words', web('template', key('cloud.syncier.com'))],
  ['its namespace', annotatedNamespace({ [key('phylake.io')]: 'we know' })],
])('what is annotated on %s is accepted without an end, and listed so', async (_, files) => {
  const directory = makeRepository({ ...switchedOn(), ...files });
  const [finding, ...others] = await check(directory);
  expect(finding).toMatch(/^web accepted \S+\/policy\.exclusion\.k8spspprivilegedcontainer$/);
  expect(others).toEqual([]);
  expect(await list(directory)).toEqual([
    expect.objectContaining({
      state: 'accepted',
      policy: policy.kind,
      findings: 1,
      expiresAt: null,
      daysLeft: null,
      owner: null,
      reason: 'we know',
      source: 'annotation',
    }),
  ]);
  const table = await fleetkeepHere(['check', '--repository', directory]);
  expect(table.stdout).toContain('accepted without end (');
  expect(table.exitCode).toBe(0);
});

test.each<[string, Files]>([
  ['of another policy', web('template', 'securitytower.io/policy.exclusion.k8spspcapabilities')],
  ['of another prefix', web('template', key('example.com'))],
  // Gatekeeper judges the pods that it expands to, which do not carry it.
  ['on the workload and not on its pods', web('object')],
])('an annotation %s excludes nothing', async (_, files) => {
  expect(await check(makeRepository({ ...switchedOn(), ...files }))).toEqual(['web existing']);
});

test('without the switch nothing excludes itself, and the list says that it is in force nowhere', async () => {
  const directory = makeRepository({ ...privilegedCluster(), ...web('template') });
  expect(await check(directory)).toEqual(['web existing']);
  expect((await list(directory)).map(({ state, findings }) => ({ state, findings }))).toEqual([
    { state: 'proposed', findings: 0 },
  ]);
});

test('an exclusion that a change brings is pending, whichever policies judge it', async () => {
  const directory = makeRepository(switchedOn());
  git(directory, 'switch', '--quiet', '--create', 'change');
  write(directory, web('template'));
  commit(directory);
  expect(await check(directory, '--base', 'main')).toEqual([`web pending ${key()}`]);
  const outcome = await fleetkeepHere(['check', '--repository', directory, '--base', 'main']);
  expect(outcome.exitCode).toBe(1);
  git(directory, 'switch', '--quiet', 'main');
  git(directory, 'merge', '--quiet', 'change');
  git(directory, 'switch', '--quiet', '--create', 'next');
  write(directory, { 'apps/more.yaml': manifests(deployment('more', false)) });
  commit(directory);
  expect(await check(directory, '--base', 'main')).toEqual([`web accepted ${key()}`]);
});

test('acceptances and exclusions stand side by side', async () => {
  const text = acceptance();
  const files = { ...switchedOn(), [acceptancePath]: text, 'policies/constraint.yaml': constraints(text) };
  expect(await check(makeRepository(files))).toEqual(['web accepted ra-1']);
  expect(await check(makeRepository({ ...files, ...web('template') }))).toEqual([`web accepted ${key()}`]);
});
