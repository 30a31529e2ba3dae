import type { CheckReport } from '../../../../kit/core/check/check-report';
import { fleetkeepHere } from '../../support/cli';
import {
  cleanCluster,
  configMap,
  deployment,
  forbiddenConstraint,
  forbiddenTemplate,
  kustomization,
  manifests,
  namespace,
  syncFile,
} from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';
import { temporaryDirectory } from '../../support/temporary';

interface Checked extends CheckReport {
  readonly exitCode: number | null;
}

async function check(directory: string, ...args: readonly string[]): Promise<Checked> {
  const { stdout, stderr, exitCode } = await fleetkeepHere([
    'check',
    '--repository',
    directory,
    '-o',
    'json',
    ...args,
  ]);
  expect(stderr).toBe('');
  expectToMatchSchema('check', stdout);
  return { ...(JSON.parse(stdout) as CheckReport), exitCode };
}

const lines = ({ findings }: Checked): readonly string[] =>
  findings.map(({ cluster, state, enforcement, resource, file }) =>
    [cluster, state, enforcement, `${resource.kind}/${resource.name}`, file].join(' '),
  );
const bad = (name: string): string => manifests(configMap(name, { forbidden: 'x' }));

test('a finding says all there is to say', async () => {
  const files = {
    ...cleanCluster(),
    'apps/bad.yaml': manifests(namespace('other'), configMap('bad', { forbidden: 'x' })),
  };
  const report = await check(makeRepository(files));
  expect(report.exitCode).toBe(1);
  expect(report.findings).toEqual([
    {
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      policy: 'TestForbidden',
      constraint: 'no-forbidden',
      severity: 'high',
      enforcement: 'deny',
      state: 'existing',
      cluster: 'prod',
      kustomization: 'flux-system/apps',
      resource: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'bad' },
      message: 'data.forbidden is x: remove it',
      file: 'apps/bad.yaml',
      line: 7,
      controls: [{ standard: 'acme', version: '1', id: 'C-7' }],
    },
  ]);
  expect(report.summary).toEqual({
    revision: null,
    base: null,
    clusters: 1,
    resources: 10,
    reviewed: 10,
    findings: 1,
    new: 0,
    existing: 1,
    accepted: 0,
    pending: 0,
    bySeverity: { low: 0, medium: 0, high: 1, critical: 0 },
    byEnforcement: { deny: 1, warn: 0, dryrun: 0 },
    notEvaluated: 0,
  });
});

test('each cluster is judged by its own policies, and what several share is judged once', async () => {
  const cluster = (name: string, action: string): Files => ({
    ...syncFile(`clusters/${name}`),
    [`clusters/${name}/apps.yaml`]: manifests(kustomization('apps', './apps')),
    [`clusters/${name}/template.yaml`]: manifests(forbiddenTemplate()),
    [`clusters/${name}/constraint.yaml`]: manifests(forbiddenConstraint(action)),
  });
  const files = { 'apps/bad.yaml': bad('bad'), ...cluster('dev', 'dryrun'), ...cluster('prod', 'deny') };
  const report = await check(makeRepository({ ...files, ...cluster('neu', 'deny') }));
  expect(lines(report)).toEqual([
    'dev existing dryrun ConfigMap/bad apps/bad.yaml',
    'neu existing deny ConfigMap/bad apps/bad.yaml',
    'prod existing deny ConfigMap/bad apps/bad.yaml',
  ]);
  expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  // neu and prod have the same policies: of their six objects each only what is not the same is judged twice.
  expect(report.summary.resources).toBe(18);
  expect(report.summary.reviewed).toBeLessThan(18);
});

test('a cluster without any policy is not evaluated', async () => {
  const files = { ...syncFile('clusters/prod'), 'clusters/prod/bad.yaml': bad('bad') };
  const report = await check(makeRepository(files));
  expect(report.exitCode).toBe(3);
  expect(report.findings).toEqual([]);
  expect(report.notEvaluated).toEqual([
    expect.objectContaining({
      cluster: 'prod',
      reason: expect.stringMatching(/no policy of its own.*--policies/) as string,
    }),
  ]);
});

describe('compared with a base', () => {
  /** main has one violation; the branch adds another, changes the first's text and one that was fine. */
  function changed(change: Files): string {
    const directory = makeRepository({ ...cleanCluster(), 'apps/old.yaml': bad('old') });
    git(directory, 'checkout', '--quiet', '-b', 'change');
    write(directory, change);
    commit(directory);
    git(directory, 'checkout', '--quiet', 'main');
    write(directory, { 'apps/later.yaml': bad('later') });
    commit(directory);
    git(directory, 'checkout', '--quiet', 'change');
    return directory;
  }

  test('what is new is told from what was there, also when that moved', async () => {
    const moved = `# moved down\n\n\n${bad('old')}`;
    const settings = manifests(configMap('settings', { color: 'blue', forbidden: 'y' }));
    const directory = changed({
      'apps/old.yaml': moved,
      'apps/new.yaml': bad('new'),
      'apps/settings.yaml': settings,
    });
    const all = await check(directory, '--base', 'main');
    expect(lines(all)).toEqual([
      'prod new deny ConfigMap/new apps/new.yaml',
      'prod existing deny ConfigMap/old apps/old.yaml',
      'prod new deny ConfigMap/settings apps/settings.yaml',
    ]);
    expect(all.summary).toMatchObject({ new: 2, existing: 1, base: git(directory, 'rev-parse', 'main~1') });
    const fresh = await check(directory, '--base', 'main', '--new-only', '--revision', 'change');
    expect(lines(fresh)).toEqual([
      'prod new deny ConfigMap/new apps/new.yaml',
      'prod new deny ConfigMap/settings apps/settings.yaml',
    ]);
    expect(fresh.exitCode).toBe(1);
  });

  test('a cluster that the base does not have is said to be new', async () => {
    const directory = changed(syncFile('clusters/next'));
    const report = await check(directory, '--base', 'main');
    expect(report).toMatchObject({ newClusters: ['next'], notEvaluated: [{ cluster: 'next' }] });
    const { stdout } = await fleetkeepHere(['check', '--repository', directory, '--base', 'main']);
    expect(stdout).toContain(
      `Cluster next is not in the base ${git(directory, 'rev-parse', 'main~1').slice(0, 12)}: all found there counts as new.`,
    );
    expect(await check(directory)).toMatchObject({ newClusters: [] });
  });

  const { 'clusters/prod/flux-system/gotk-sync.yaml': rootFile = '', ...rest } = cleanCluster();
  test.each([
    ['that has Kustomizations', rest, /clusters\/prod\/\S+ is of Flux.* by --entry NAME=\.\/clusters\/prod$/],
    [
      'whose root only the cluster knows',
      { 'root.yaml': manifests(kustomization('flux-system', './clusters/${NAME}')) },
      /for root\.yaml: Kustomization spec\.path is '\.\/clusters\/\$\{NAME\}'/,
    ],
  ])('a base %s and in which no cluster is recognised', async (_, base: Files, because) => {
    const directory = makeRepository(base);
    write(directory, {
      ...rest,
      'clusters/prod/flux-system/gotk-sync.yaml': rootFile,
      'apps/old.yaml': bad('old'),
    });
    commit(directory);
    const report = await check(directory, '--base', 'HEAD~1', '--revision', 'HEAD');
    expect(report).toMatchObject({ newClusters: ['prod'], exitCode: 3 });
    const reasons = report.notEvaluated.map(({ reason }) => reason);
    expect(reasons).toContainEqual(
      expect.stringMatching(/^in the base [0-9a-f]{12} no cluster is recognised/),
    );
    expect(reasons).toContainEqual(expect.stringMatching(because));
  });

  test('a base without anything of Flux is only older', async () => {
    const directory = makeRepository({ 'README.md': '# soon\n' });
    write(directory, { ...cleanCluster(), 'apps/old.yaml': bad('old') });
    commit(directory);
    const report = await check(directory, '--base', 'HEAD~1', '--revision', 'HEAD');
    expect(report).toMatchObject({ newClusters: ['prod'], notEvaluated: [], exitCode: 1 });
  });

  test('nothing new: exit code 0 with --new-only, 1 without', async () => {
    const directory = changed({ 'apps/fine.yaml': manifests(configMap('fine')) });
    expect(await check(directory, '--base', 'main', '--new-only')).toMatchObject({
      findings: [],
      exitCode: 0,
    });
    expect(await check(directory, '--base', 'main')).toMatchObject({ exitCode: 1 });
  });

  test('a change cannot take away or soften the policy that it is judged by', async () => {
    const softened = {
      'policies/constraint.yaml': manifests(forbiddenConstraint('dryrun')),
      'apps/new.yaml': bad('new'),
    };
    const report = await check(changed(softened), '--base', 'main', '--new-only');
    expect(lines(report)).toEqual(['prod new deny ConfigMap/new apps/new.yaml']);

    const removed = {
      'policies/constraint.yaml': '',
      'policies/template.yaml': '',
      'apps/new.yaml': bad('new'),
    };
    const without = await check(changed(removed), '--base', 'main', '--new-only');
    expect(lines(without)).toEqual(['prod new deny ConfigMap/new apps/new.yaml']);
    expect(without.exitCode).toBe(3);
  });

  test('a policy that the change adds judges what was there as new', async () => {
    const added = { 'policies/more.yaml': manifests(forbiddenConstraint('warn', 'more')) };
    const report = await check(
      changed({ ...added, 'apps/x.yaml': bad('x') }),
      '--base',
      'main',
      '--new-only',
    );
    expect(report.findings.map(({ constraint, resource }) => `${constraint} ${resource.name}`)).toEqual([
      'more x',
      'no-forbidden x',
    ]);
  });

  test('what exists is updated, with the object of the base; what does not is created', async () => {
    const rego = [
      'package testforbidden',
      'violation[{"msg": msg}] {',
      '  msg := sprintf("%v was %v", [input.review.operation, object.get(input.review.oldObject.data, "color", "nothing")])',
      '  input.review.object.data.color != object.get(input.review.oldObject.data, "color", "")',
      '}',
      'violation[{"msg": "created"}] { input.review.operation == "CREATE" }',
    ].join('\n');
    const directory = makeRepository({
      ...cleanCluster(),
      'policies/template.yaml': manifests(forbiddenTemplate(rego)),
    });
    git(directory, 'checkout', '--quiet', '-b', 'change');
    write(directory, {
      'apps/settings.yaml': manifests(configMap('settings', { color: 'red' })),
      'apps/new.yaml': manifests(configMap('new')),
    });
    commit(directory);
    const { findings } = await check(directory, '--base', 'main');
    expect(findings.map(({ resource, message }) => `${resource.name}: ${message}`)).toEqual([
      'new: created',
      'settings: UPDATE was blue',
    ]);
  });

  test('renaming a cluster does not shake off its policies', async () => {
    const card = (name: string) =>
      manifests({
        apiVersion: 'securitytower.io/v1alpha1',
        kind: 'Cluster',
        metadata: { name },
        spec: { delivery: { engine: 'flux', entry: './clusters/prod' } },
      });
    const directory = makeRepository({ ...cleanCluster(), '.securitytower/c.yaml': card('prod') });
    git(directory, 'checkout', '--quiet', '-b', 'change');
    const soft = manifests(forbiddenConstraint('dryrun'));
    write(directory, {
      '.securitytower/c.yaml': card('live'),
      'policies/constraint.yaml': soft,
      'apps/new.yaml': bad('new'),
    });
    commit(directory);
    expect(lines(await check(directory, '--base', 'main'))).toEqual([
      'live new deny ConfigMap/new apps/new.yaml',
    ]);
  });

  test('a cluster that the change adds is new as a whole', async () => {
    const { 'clusters/prod/policies.yaml': policies = '', 'clusters/prod/apps.yaml': apps = '' } =
      cleanCluster();
    const added = {
      ...syncFile('clusters/neu'),
      'clusters/neu/policies.yaml': policies,
      'clusters/neu/apps.yaml': apps,
    };
    const report = await check(changed(added), '--base', 'main', '--new-only');
    expect(lines(report)).toEqual(['neu new deny ConfigMap/old apps/old.yaml']);
  });
});

describe('--policies', () => {
  const workloads = (privileged: boolean): Files => ({
    ...syncFile('clusters/prod'),
    'clusters/prod/web.yaml': manifests(namespace('shop'), deployment('web', privileged)),
  });

  test('a pack judges what has no policies of its own, also workloads by their pods', async () => {
    const report = await check(makeRepository(workloads(true)), '--policies', 'pod-security-baseline');
    expect(
      report.findings.map(({ policy, resource, severity }) => [policy, resource.kind, severity]),
    ).toEqual([['K8sPSPPrivilegedContainer', 'Deployment', expect.any(String)]]);
    expect(report.findings[0]).toMatchObject({ file: 'clusters/prod/web.yaml', line: 7 });
    expect(report.findings[0]?.controls.length).toBeGreaterThan(0);
    expect(report.exitCode).toBe(1);
    const clean = await check(makeRepository(workloads(false)), '--policies', 'pod-security-baseline');
    expect(clean).toMatchObject({ findings: [], exitCode: 0 });
  });

  test('a folder, however deep, and several at once', async () => {
    const folder = temporaryDirectory();
    const noise = {
      'kustomization.yaml': 'kind: Kustomization\n',
      'sample.yaml': bad('sample'),
      'README.md': '# a: b: c',
    };
    write(folder, { 'a/template.yaml': manifests(forbiddenTemplate()), ...noise });
    write(folder, { 'b/c/constraint.yml': manifests(forbiddenConstraint('warn')) });
    const directory = makeRepository({ ...workloads(true), 'clusters/prod/bad.yaml': bad('bad') });
    const report = await check(directory, '--policies', folder, '--policies', 'pod-security-baseline');
    expect(report.findings.map(({ policy, enforcement }) => `${policy} ${enforcement}`)).toEqual([
      'TestForbidden warn',
      'K8sPSPPrivilegedContainer deny',
    ]);
  });

  test('a file of the folder that is broken is told, with its line', async () => {
    const folder = temporaryDirectory();
    write(folder, {
      'all.yaml': manifests(forbiddenTemplate(), forbiddenConstraint()),
      'broken.yaml': 'a:\n  b: [\n',
    });
    const report = await check(
      makeRepository({ ...workloads(false), 'clusters/prod/bad.yaml': bad('bad') }),
      '--policies',
      folder,
    );
    expect(report.exitCode).toBe(3);
    expect(report.findings).toHaveLength(1);
    expect(report.notEvaluated).toEqual([
      expect.objectContaining({
        file: `${folder}/broken.yaml`,
        line: 2,
        reason: expect.stringMatching(/cannot be read/) as string,
      }),
    ]);
  });

  test.each([
    ['no-such-pack', /neither a pack \(bsi-app-4\.4, .*\) nor a folder/],
    [__dirname, /holds no constraint/],
  ])('%s is refused', async (value, message) => {
    const args = ['check', '--repository', makeRepository(workloads(true)), '--policies', value];
    const { stderr, exitCode } = await fleetkeepHere(args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });
});

describe('--fail-on', () => {
  const directory = (): string => makeRepository({ ...cleanCluster(), 'apps/bad.yaml': bad('bad') });
  test.each([
    ['low', 1],
    ['high', 1],
    ['critical', 0],
  ])('%s, with a finding that is high: exit code %d', async (severity, exitCode) => {
    const report = await check(directory(), '--fail-on', severity);
    expect(report.findings).toHaveLength(1);
    expect(report.exitCode).toBe(exitCode);
  });
});

test('what cannot be known is not evaluated: a namespace that is not in Git, under a namespace selector', async () => {
  const constraint = forbiddenConstraint() as { spec: { match: object } };
  const selecting = {
    ...constraint,
    spec: { match: { ...constraint.spec.match, namespaceSelector: { matchLabels: { a: 'b' } } } },
  };
  const files = { ...cleanCluster(), 'policies/constraint.yaml': manifests(selecting) };
  const nowhere = manifests(configMap('lost', { forbidden: 'x' }, 'nowhere'));
  const report = await check(makeRepository({ ...files, 'apps/lost.yaml': nowhere }));
  expect(report.exitCode).toBe(3);
  expect(report.notEvaluated).toEqual([
    expect.objectContaining({
      file: 'apps/lost.yaml',
      resource: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'nowhere', name: 'lost' },
      reason: expect.stringContaining('ConfigMap lost could not be judged') as string,
    }),
  ]);
});

test('a finding points to the patch that set the field', async () => {
  const files = {
    ...cleanCluster(),
    'apps/kustomization.yaml': 'resources: [namespace.yaml, settings.yaml]\npatches: [{path: patch.yaml}]\n',
    'apps/patch.yaml': `# why\n${manifests(configMap('settings', { forbidden: 'x' }))}`,
  };
  const line = files['apps/patch.yaml'].split('\n').findIndex((one) => one.includes('forbidden')) + 1;
  const directory = makeRepository(files);
  const said = async (format: string): Promise<string> =>
    (await fleetkeepHere(['check', '--repository', directory, '-o', format])).stdout;
  expect(await said('table')).toContain(`set by apps/patch.yaml:${line} (patch)`);
  const text = await said('json');
  expectToMatchSchema('check', text);
  expect(JSON.parse(text)).toMatchObject({
    findings: [
      { file: 'apps/settings.yaml', line: 1, setBy: { file: 'apps/patch.yaml', line, by: 'patch' } },
    ],
  });
  expect(JSON.parse(await said('sarif'))).toMatchObject({
    runs: [
      {
        results: [
          {
            relatedLocations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'apps/patch.yaml' },
                  region: { startLine: line },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});
