import type { ComplianceReport } from '../../../../kit/core/compliance/read-compliance';
import { fleetkeepHere, type Outcome } from '../../support/cli';
import {
  cleanCluster,
  configMap,
  forbiddenConstraint,
  forbiddenTemplate,
  manifests,
} from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const run = (directory: string, ...args: readonly string[]): Promise<Outcome> =>
  fleetkeepHere(['compliance', '--repository', directory, ...args], undefined, {
    now: new Date('2026-03-11T00:00Z'),
  });

/** The standard that the template of the tests names in its annotation: one control. */
async function stateOf(files: Files): Promise<readonly [unknown, number | null, string]> {
  const { stdout, exitCode, stderr } = await run(makeRepository(files), '--standard', 'acme', '-o', 'json');
  if (stdout === '') throw new Error(stderr);
  expectToMatchSchema('compliance', stdout);
  const { clusters } = JSON.parse(stdout) as ComplianceReport;
  const [control] = clusters[0]?.controls ?? [];
  return [
    { state: control?.state, findings: control?.findings, policies: control?.policies },
    exitCode,
    stderr,
  ];
}

const policies = (mode: string) => [{ policy: 'TestForbidden', mode }];
const bad = { 'apps/bad.yaml': manifests(configMap('bad', { forbidden: 'x' })) };

test.each<readonly [string, Files, unknown, number]>([
  ['nothing violates it: passed', {}, { state: 'passed', findings: 0, policies: policies('deny') }, 0],
  ['something violates it: failed', bad, { state: 'failed', findings: 1, policies: policies('deny') }, 1],
  [
    'only counted: partly',
    { 'policies/constraint.yaml': manifests(forbiddenConstraint('dryrun')) },
    { state: 'partly', findings: 0, policies: policies('dryrun') },
    0,
  ],
  [
    'counted, and violated: failed',
    { ...bad, 'policies/constraint.yaml': manifests(forbiddenConstraint('dryrun')) },
    { state: 'failed', findings: 1, policies: policies('dryrun') },
    1,
  ],
  [
    'something could not be evaluated: not passed',
    { 'apps/broken.yaml': 'a: [\n' },
    { state: 'not-evaluated', findings: 0, policies: policies('deny') },
    3,
  ],
])('%s', async (_, files, expected, exitCode) => {
  const [found, code] = await stateOf({ ...cleanCluster(), ...files });
  expect(found).toEqual(expected);
  expect(code).toBe(exitCode);
});

test('a policy that is not in force is missing, what no policy can see to is said', async () => {
  const { stdout } = await run(makeRepository(cleanCluster()), '--standard', 'cis-aks', '-o', 'json');
  const { clusters, policies: modes } = JSON.parse(stdout) as ComplianceReport;
  const { summary, controls, covered } = clusters[0] ?? {
    summary: undefined,
    controls: [],
    covered: undefined,
  };
  expect(covered).toBe(0);
  expect(summary).toMatchObject({ passed: 0, failed: 0 });
  expect(summary?.missing).toBeGreaterThan(10);
  expect(controls.find(({ id }) => id === '2.1.1')).toMatchObject({
    state: 'not-coverable',
    notCoverable: expect.any(String) as string,
  });
  expect(modes.find(({ policy }) => policy === 'TestForbidden')?.clusters).toEqual({ prod: 'deny' });
  expect(modes.find(({ id }) => id === 'privileged-container')?.clusters).toEqual({ prod: 'missing' });
});

test('by other policies than its own a cluster stands as those say, and the report says by which', async () => {
  const directory = makeRepository({ ...cleanCluster(), ...bad });
  const given = ['--standard', 'cis-aks', '--policies', 'cis-aks'];
  const { stdout } = await run(directory, ...given, '-o', 'json');
  expectToMatchSchema('compliance', stdout);
  const { clusters, policies: modes, judgedBy } = JSON.parse(stdout) as ComplianceReport;
  expect(judgedBy).toEqual(['cis-aks']);
  const { summary, covered, controls = [] } = clusters[0] ?? {};
  const failed = controls.filter(({ state }) => state === 'failed');
  // The Namespace of the test has no NetworkPolicy.
  expect(failed.map(({ policies: asked }) => asked.map(({ policy }) => policy))).toEqual([
    ['K8sRequireDefaultDenyEgressPolicy', 'K8sRequireNamespaceNetworkPolicies'],
  ]);
  expect(summary).toMatchObject({ failed: 1, 'not-evaluated': 0, passed: (covered ?? 0) - 1 });
  expect(covered).toBeGreaterThan(10);
  expect(modes.find(({ id }) => id === 'privileged-container')?.clusters).toEqual({ prod: 'deny' });
  // Its own policies are not in question.
  expect(modes.some(({ policy }) => policy === 'TestForbidden')).toBe(false);
  const html = await run(directory, ...given, '-o', 'html');
  expect(html.stdout).toContain('under <code>cis-aks</code>, <strong>not under its own policies</strong>');
  const own = await run(directory, '--standard', 'cis-aks', '-o', 'html');
  expect(own.stdout).toContain('what every cluster would get, under its own policies.');
});

test('a folder of policies is read again each time', async () => {
  const directory = makeRepository({ ...cleanCluster(), ...bad });
  const folder = makeRepository({ 'constraint.yaml': manifests(forbiddenConstraint('dryrun')) });
  write(folder, { 'template.yaml': manifests(forbiddenTemplate()) });
  const asked = ['--standard', 'acme', '--policies', folder, '-o', 'json'];
  const findings = async (): Promise<unknown> =>
    (JSON.parse((await run(directory, ...asked)).stdout) as ComplianceReport).clusters[0]?.controls[0]
      ?.policies;
  expect(await findings()).toEqual(policies('dryrun'));
  write(folder, { 'constraint.yaml': manifests(forbiddenConstraint('deny')) });
  expect(await findings()).toEqual(policies('deny'));
});

test('an unknown standard', async () => {
  expect(await run(makeRepository(cleanCluster()), '--standard', 'cis-ask')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('did you mean cis-aks') as string,
  });
});

describe('compared', () => {
  const twoClusters = (): Files => {
    const files: Record<string, string> = { ...cleanCluster() };
    for (const [path, content] of Object.entries(cleanCluster()))
      if (path.startsWith('clusters/prod') && !path.endsWith('policies.yaml'))
        files[path.replace('clusters/prod', 'clusters/dev')] = content.replaceAll(
          'clusters/prod',
          'clusters/dev',
        );
    return files;
  };

  test('two clusters', async () => {
    const { stdout, exitCode } = await run(
      makeRepository(twoClusters()),
      '--standard',
      'acme',
      '--compare',
      'dev,prod',
      '-o',
      'json',
    );
    expectToMatchSchema('compliance-comparison', stdout);
    expect(JSON.parse(stdout)).toContainEqual({
      kind: 'policy',
      cluster: null,
      standard: null,
      id: 'TestForbidden',
      title: null,
      a: 'missing',
      b: 'deny',
    });
    // A cluster without any policy of its own was not judged.
    expect(exitCode).toBe(3);
  });

  test('two revisions', async () => {
    const directory = makeRepository(cleanCluster());
    git(directory, 'tag', 'before');
    write(directory, bad);
    commit(directory);
    const { stdout, exitCode } = await run(
      directory,
      '--standard',
      'acme',
      '--compare',
      'before,main',
      '-o',
      'json',
    );
    expectToMatchSchema('compliance-comparison', stdout);
    expect(JSON.parse(stdout)).toEqual([
      {
        kind: 'control',
        cluster: 'prod',
        standard: 'acme',
        id: 'C-7',
        title: null,
        a: 'passed',
        b: 'failed',
      },
    ]);
    expect(exitCode).toBe(1);
    expect(await run(directory, '--standard', 'acme', '--compare', 'main,main')).toMatchObject({
      stdout: 'no difference\n',
      exitCode: 0,
    });
  });

  test.each([
    ['one', "--compare 'one' is not A,B"],
    ['prod,prdo', "'prdo' is no cluster: there are prod"],
    ['v1,v2', "revision 'v1' does not exist"],
  ])('%s', async (pair, message) => {
    expect(await run(makeRepository(cleanCluster()), '--standard', 'acme', '--compare', pair)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

test('the report for auditors: date, revision and signature; nothing of the repository is markup, nothing is loaded', async () => {
  const hostile = '<script>alert(1)</script>';
  const directory = makeRepository({
    ...cleanCluster(),
    'apps/broken.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${hostile}", namespace: shop}\ndata: [\n`,
    '.securitytower/x.yaml': `apiVersion: securitytower.io/v1alpha1\nkind: Cluster\nmetadata: {name: '"><img src=x>'}\nspec: {delivery: {entry: ./clusters/prod}}\n`,
  });
  const { stdout, exitCode } = await run(directory, '--revision', 'HEAD', '--standard', 'acme', '-o', 'html');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('Judged on 2026-03-11T00:00:00.000Z');
  expect(stdout).toContain(git(directory, 'rev-parse', 'HEAD'));
  expect(stdout).toContain('not signed');
  expect(stdout).not.toMatch(/<(script|img|link|iframe|object)\b/);
  expect(stdout).toContain('&lt;img src=x&gt;');
  expect(stdout).toMatch(
    /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;/,
  );
  expect(stdout).not.toMatch(/(src|href)=["']?http/);
});

test('csv, sarif and the tables', async () => {
  const directory = makeRepository({ ...cleanCluster(), ...bad });
  const csv = await run(directory, '--standard', 'acme', '-o', 'csv');
  expect(csv.stdout.split('\n')[1]).toBe('prod,,acme,1,C-7,,failed,1,0,TestForbidden=deny,,');
  const sarif = await run(directory, '--standard', 'acme', '-o', 'sarif');
  expect(JSON.parse(sarif.stdout)).toMatchObject({ runs: [{ results: [{ ruleId: 'TestForbidden' }] }] });
  expect((await run(directory, '--standard', 'acme')).stdout).toMatch(
    /^CLUSTER +STANDARD +CONTROLS +COVERED +PASSED +FAILED +NOT EVALUATED\nprod +acme +1 +1 +0 +1 +0\n/,
  );
  const narrow = await fleetkeepHere(['compliance', '--repository', directory, '--standard', 'cis-aks'], 60);
  expect(narrow.stdout).toMatch(
    /^CLUSTER +STANDARD +CONTROLS +COVERED +STATES\nprod +cis-aks +\d+ +0 +\d+ missing/,
  );
  expect((await run(directory, '--standard', 'acme', '-o', 'wide')).stdout).toContain('TestForbidden (deny)');
});
