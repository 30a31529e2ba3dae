import type { CheckReport } from '../../../../kit/core/check/check-report';
import {
  acceptance,
  acceptancePath,
  acceptedCluster,
  constraints,
  inDays,
  privilegedCluster,
} from '../../support/acceptances';
import { fleetkeepHere } from '../../support/cli';
import { deployment, manifests } from '../../support/manifests';
import { commit, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

async function run(directory: string, format: string, ...args: readonly string[]) {
  const command = ['check', '--repository', directory, '-o', format, ...args];
  return fleetkeepHere(command);
}
async function check(
  directory: string,
  ...args: readonly string[]
): Promise<CheckReport & { exitCode: number | null }> {
  const { stdout, exitCode } = await run(directory, 'json', ...args);
  expectToMatchSchema('check', stdout);
  return { ...(JSON.parse(stdout) as CheckReport), exitCode };
}
const states = ({ findings }: CheckReport): readonly string[] =>
  findings.map(({ resource, state }) => `${resource.name} ${state}`);

test('what is accepted is shown, counted and fails nothing', async () => {
  const directory = makeRepository(acceptedCluster());
  const report = await check(directory);
  expect(states(report)).toEqual(['web accepted']);
  expect(report.findings[0]).toMatchObject({
    acceptance: {
      name: 'ra-1',
      expiresAt: `${inDays(20)}T00:00:00Z`,
      hardExpiresAt: `${inDays(34)}T00:00:00Z`,
    },
    place: { field: 'spec.containers[web].securityContext.privileged', value: true },
  });
  expect(report.summary).toMatchObject({ findings: 1, accepted: 1, existing: 0, byEnforcement: { deny: 0 } });
  expect(report.exitCode).toBe(0);
  const table = await run(directory, 'table');
  expect(table.stdout).toContain(`accepted until ${inDays(20)} (ra-1)`);
  expect(table.stdout).toContain('0 findings and 1 accepted');
  const sarif = JSON.parse((await run(directory, 'sarif')).stdout) as { runs: { results: object[] }[] };
  expect(sarif.runs[0]?.results[0]).toMatchObject({
    suppressions: [{ kind: 'external', status: 'accepted' }],
  });
  expect((await run(directory, 'junit')).stdout).toContain('failures="0"');
});

test('without the acceptance the place has the same fingerprint', async () => {
  const [without] = (await check(makeRepository(privilegedCluster()))).findings;
  const [accepted] = (await check(makeRepository(acceptedCluster()))).findings;
  expect(accepted?.fingerprint).toBe(without?.fingerprint);
});

test('something worse at another place is not covered', async () => {
  const files = {
    ...acceptedCluster(),
    'apps/web.yaml': manifests(deployment('web', true), deployment('web2', true)),
  };
  const report = await check(makeRepository(files));
  expect(states(report)).toEqual(['web accepted', 'web2 existing']);
  expect(report.exitCode).toBe(1);
});

test('after its end a pull request fails, while admission still lets it pass', async () => {
  const ended = { createdAt: inDays(-10), expiresAt: inDays(-1) };
  const directory = makeRepository(acceptedCluster(ended));
  const report = await check(directory);
  expect(states(report)).toEqual(['web existing']);
  expect(report.exitCode).toBe(1);
  expect((await run(directory, 'table')).stdout).toContain(
    `acceptance ra-1 ended ${inDays(-1)}, admission denies from ${inDays(13)}`,
  );
});

test('what only the change itself accepts is pending, and fails unless a code owner must approve', async () => {
  const directory = makeRepository({
    ...privilegedCluster(),
    'apps/web.yaml': manifests(deployment('other', false)),
  });
  git(directory, 'switch', '--quiet', '--create', 'change');
  write(directory, acceptedCluster());
  commit(directory);
  const report = await check(directory, '--base', 'main', '--new-only');
  expect(states(report)).toEqual(['web pending']);
  expect(report.summary).toMatchObject({ pending: 1, new: 0 });
  expect(report.exitCode).toBe(1);
  expect((await check(directory, '--base', 'main', '--allow-pending')).exitCode).toBe(0);
});

test('an acceptance that a change takes away covers nothing any more', async () => {
  const directory = makeRepository(acceptedCluster());
  git(directory, 'switch', '--quiet', '--create', 'change');
  git(directory, 'rm', '--quiet', acceptancePath);
  write(directory, { 'policies/constraint.yaml': constraints() });
  commit(directory);
  const report = await check(directory, '--base', 'main');
  expect(states(report)).toEqual(['web existing']);
  expect(report.exitCode).toBe(1);
});

test('an acceptance of the base stays one, however the change looks', async () => {
  const directory = makeRepository(acceptedCluster());
  git(directory, 'switch', '--quiet', '--create', 'change');
  write(directory, {
    'apps/web.yaml': manifests(deployment('web', true, 'registry.example.com/shop/web:2.0.0')),
  });
  commit(directory);
  const report = await check(directory, '--base', 'main');
  expect(states(report)).toEqual(['web accepted']);
  expect(report.exitCode).toBe(0);
});

test('a resource that is not there is a finding, with file, line and fix', async () => {
  const files = { ...acceptedCluster(), 'apps/web.yaml': manifests(deployment('other', false)) };
  const report = await check(makeRepository(files));
  expect(report.exitCode).toBe(1);
  expect(report.findings).toEqual([
    expect.objectContaining({
      policy: 'RiskAcceptance',
      constraint: 'ra-1',
      file: acceptancePath,
      line: 14,
      message:
        "risk acceptance 'ra-1': shop/Deployment/web is not in prod; correct spec.target, or remove the acceptance with what it was about",
    }),
  ]);
});

test('acceptances that are none are all told', async () => {
  const files = {
    ...acceptedCluster(),
    '.securitytower/a.yaml': acceptance({ expiresAt: undefined }),
    '.securitytower/b.yaml': acceptance({ policy: 'K8sNope' }).replace('ra-1', 'ra-2'),
  };
  const report = await check(makeRepository(files));
  expect(report.exitCode).toBe(3);
  expect(report.notEvaluated.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
    expect.stringContaining(".securitytower/a.yaml:6: risk acceptance 'ra-1': spec.expiresAt is missing"),
    expect.stringContaining("spec.policy 'K8sNope' is in force nowhere"),
  ]);
});
