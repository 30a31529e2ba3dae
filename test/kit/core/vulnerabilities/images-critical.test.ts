import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

import type { ListedAcceptance } from '../../../../kit/core/acceptances/list';
import type { CriticalReport } from '../../../../kit/core/vulnerabilities/critical-images';
import type { Environment } from '../../../../kit/environment';
import { fleetkeepHere } from '../../support/cli';
import {
  cleanCluster,
  deployment,
  kustomization,
  manifests,
  namespace,
  syncFile,
} from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';
import { temporaryDirectory } from '../../support/temporary';

const now = new Date('2026-11-26T00:00:00Z');
const digest = `sha256:${'a'.repeat(64)}`;
const fixture = (name: string): string => join(__dirname, 'fixtures', name);
const pinned = `ghcr.io/acme/shop:1.4.0@${digest}`;

const newFleet = (image = pinned, files: Files = {}): string =>
  makeRepository({
    ...cleanCluster(),
    'apps/web.yaml': manifests(deployment('web', false, image)),
    ...files,
  });
const fleets = new Map<string, string>();

/** The same one for all who only read it. */
function fleet(image = pinned, files: Files = {}): string {
  const key = JSON.stringify([image, files]);
  const known = fleets.get(key) ?? newFleet(image, files);
  fleets.set(key, known);
  return known;
}

function user(): (...args: readonly string[]) => ReturnType<typeof fleetkeepHere> {
  const environment: Partial<Environment> = {
    now,
    dataDirectory: temporaryDirectory(),
    cacheDirectory: temporaryDirectory(),
  };
  return (...args) => fleetkeepHere(args, undefined, environment);
}

async function critical(repository: string, args: readonly string[] = [], run = user()) {
  const outcome = await run('images', 'critical', '--repository', repository, '-o', 'json', ...args);
  if (outcome.stdout === '') return { ...outcome, report: undefined };
  expectToMatchSchema('images-critical', outcome.stdout);
  return { ...outcome, report: JSON.parse(outcome.stdout) as CriticalReport };
}

const lines = (report: CriticalReport | undefined): readonly string[] =>
  (report?.vulnerabilities ?? []).map(
    (one) => `${one.id} ${one.package} ${one.severity} ${one.state} ${one.tools.join('+')}`,
  );

test('an import is kept, compared with what runs, and listed from the worst on', async () => {
  const [repository, run] = [fleet(), user()];
  const imported = await run('import', fixture('trivy.json'), '--repository', repository, '-o', 'json');
  expectToMatchSchema('import', imported.stdout);
  expect(imported).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(imported.stdout)).toMatchObject([
    {
      format: 'trivy',
      image: 'ghcr.io/acme/shop:1.4.0',
      clusters: ['prod'],
      vulnerabilities: { critical: 1, high: 1, medium: 1, unknown: 1 },
    },
  ]);
  const worst = await critical(repository, [], run);
  expect(lines(worst.report)).toEqual(['CVE-2026-1001 openssl critical open trivy']);
  expect(worst.exitCode).toBe(1);
  expect(worst.report?.summary).toEqual({
    images: 1,
    scanned: 1,
    open: { critical: 1, high: 1, medium: 1, low: 0, unknown: 1 },
    accepted: 0,
    notAffected: 0,
    notEvaluated: 0,
  });
  expect(worst.report?.exposure).toContainEqual({
    by: 'cluster',
    name: 'prod',
    images: 1,
    critical: 1,
    high: 1,
    medium: 1,
    low: 0,
    unknown: 1,
    fixable: 2,
    accepted: 0,
    notAffected: 0,
  });
  expect(lines((await critical(repository, ['--severity', 'low'], run)).report)).toHaveLength(4);
});

test('several tools: once, by the worst that they say; the same import twice is one', async () => {
  const [repository, run] = [fleet(), user()];
  for (const name of ['trivy.json', 'grype.json', 'trivy.json', 'trivy.sarif', 'vulnerability-reports.yaml'])
    expect((await run('import', fixture(name), '--repository', repository)).exitCode).toBe(0);
  const { report } = await critical(repository, ['--severity', 'high'], run);
  expect(lines(report)).toEqual([
    'CVE-2026-1001 openssl critical open grype+trivy',
    'CVE-2026-2001 left-pad high open grype',
    'CVE-2026-1002 zlib1g high open trivy',
  ]);
});

test('imports are files by their content, without what scanners quote; a later report replaces an older one', async () => {
  const repository = fleet();
  const environment = { now, dataDirectory: temporaryDirectory() };
  const keep = (path: string) =>
    fleetkeepHere(['import', path, '--repository', repository], undefined, environment);
  await keep(fixture('trivy.json'));
  const folder = join(environment.dataDirectory, 'imports');
  const [name = ''] = readdirSync(folder);
  expect(name).toMatch(/^[0-9a-f]{16}-[0-9a-f]{64}\.json$/);
  expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/PASSWORD|AWS/);
  const later = join(temporaryDirectory(), 'later.json');
  writeFileSync(
    later,
    readFileSync(fixture('trivy.json'), 'utf8')
      .replace('2026-11-20', '2026-11-25')
      .replace('CVE-2026-1001', 'CVE-2026-7777'),
  );
  expect((await keep(later)).stderr).toBe('1 older report has been replaced\n');
  expect(readdirSync(folder)).toHaveLength(1);
  writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'half');
  const { stdout, exitCode } = await fleetkeepHere(
    ['images', 'critical', '--repository', repository],
    undefined,
    environment,
  );
  expect(stdout).toMatch(/is not what was imported: import the report again/);
  expect(exitCode).toBe(3);
});

test('an image that nobody has scanned is not evaluated, also where another digest of its tag was', async () => {
  const other = fleet(`ghcr.io/acme/shop:1.4.0@sha256:${'9'.repeat(64)}`);
  const { report, exitCode } = await critical(other, ['--report', fixture('trivy.json')]);
  expect(exitCode).toBe(3);
  expect(report?.notEvaluated.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
    expect.stringMatching(
      /^null: .*trivy\.json: ghcr\.io\/acme\/shop:1\.4\.0 \(sha256:aaaa.*\) runs nowhere$/,
    ) as string,
    expect.stringMatching(
      /^apps\/web\.yaml: there is no report of this digest about ghcr\.io\/acme\/shop:1\.4\.0@sha256:9999/,
    ) as string,
  ]);
  expect(report?.summary).toMatchObject({ images: 1, scanned: 0 });
});

test('an image that Git names by its tag alone is matched by name and tag, and says so', async () => {
  const { report, exitCode } = await critical(fleet('ghcr.io/acme/shop:1.4.0'), [
    '--report',
    fixture('trivy.json'),
  ]);
  expect(report?.vulnerabilities).toMatchObject([{ matchedBy: 'reference', id: 'CVE-2026-1001' }]);
  expect(exitCode).toBe(1);
});

test('a report of an unknown digest is kept and named', async () => {
  const [repository, run] = [fleet('ghcr.io/acme/other:1'), user()];
  const { exitCode, stderr, stdout } = await run('import', fixture('trivy.json'), '--repository', repository);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('ghcr.io/acme/shop:1.4.0');
  expect(stderr).toMatch(/ghcr\.io\/acme\/shop:1\.4\.0 \(sha256:.*\) runs nowhere/);
  // Once it runs, it is there.
  expect((await critical(fleet(), [], run)).exitCode).toBe(1);
});

test('without a repository an import is kept, too', async () => {
  const workingDirectory = temporaryDirectory();
  const outcome = await fleetkeepHere(['import', fixture('trivy.json')], undefined, {
    now,
    workingDirectory,
    dataDirectory: temporaryDirectory(),
  });
  expect(outcome.exitCode).toBe(0);
  expect(outcome.stderr).toMatch(/^not compared with what runs: /);
});

test('what its maker says does not affect an image does not count, and is shown', async () => {
  const reports = ['trivy.json', 'openvex.json', 'cyclonedx-vex.json'].flatMap((name) => [
    '--report',
    fixture(name),
  ]);
  const { report, exitCode } = await critical(fleet(), [...reports, '--severity', 'high']);
  expect(lines(report)).toEqual([
    'CVE-2026-1001 openssl critical not-affected trivy',
    'CVE-2026-1002 zlib1g high not-affected trivy',
  ]);
  expect(report?.vulnerabilities[0]?.vex).toEqual({
    status: 'not_affected',
    detail: 'vulnerable_code_not_in_execute_path: Only the command line is affected',
  });
  expect(exitCode).toBe(0);
});

test.each([
  [['--severity', 'critical'], 1],
  [['--severity', 'low', '--fail-on', 'critical'], 1],
  [['--fail-on', 'low'], 1],
])('%j: exit code %i', async (args, exitCode) => {
  expect((await critical(fleet(), ['--report', fixture('trivy.json'), ...args])).exitCode).toBe(exitCode);
});

test.each([
  [['--report', 'not-there.json'], /^error: not-there\.json cannot be read: there is no such file\n$/],
  [['--report', __filename], /images-critical\.test\.ts is n.*\n$/s],
  [['--severity', 'worst'], /argument 'worst' is invalid/],
  [['--scan', 'nmap'], /argument 'nmap' is invalid\. Allowed choices are trivy, grype/],
])('%j: exit code 2 and nothing done', async (args, message) => {
  const { exitCode, stderr, stdout } = await critical(fleet(), args);
  expect(stderr).toMatch(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

describe('a scanner that is installed', () => {
  const scanner = (script: string) => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'trivy'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'trivy'), 0o755);
    const variables = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      PATH: `${folder}:${process.env['PATH']}`,
      TRIVY_TOKEN: 'a-secret-token',
    };
    return (...args: readonly string[]) =>
      fleetkeepHere(args, undefined, { now, variables, dataDirectory: data });
  };
  let data: string;
  beforeEach(() => (data = temporaryDirectory()));

  test('is run by its words, on what no report is about, and kept', async () => {
    const run = scanner(
      `[ "$*" = 'image --quiet --format json ghcr.io/acme/shop@${digest}' ] && cat '${fixture('trivy.json')}'`,
    );
    const first = await critical(fleet(), ['--scan', 'trivy'], run);
    expect({ lines: lines(first.report), exitCode: first.exitCode }).toEqual({
      lines: ['CVE-2026-1001 openssl critical open trivy'],
      exitCode: 1,
    });
    const again = scanner('exit 1');
    expect(lines((await critical(fleet(), ['--scan', 'trivy'], again)).report)).toEqual(lines(first.report));
  });

  test.each([
    [
      'echo "FATAL cannot log in with a-secret-token" >&2; exit 1',
      /could not scan .*: FATAL cannot log in with \*\*\*$/,
    ],
    ['echo nothing', /what it prints holds no report/],
  ])('that fails (%s) is named', async (script, message) => {
    const { report, exitCode } = await critical(fleet(), ['--scan', 'trivy'], scanner(script));
    expect(report?.notEvaluated.map(({ reason }) => reason).join('\n')).toMatch(
      new RegExp(message.source, 'm'),
    );
    expect(exitCode).toBe(3);
  });

  test('that is not there is said', async () => {
    const variables = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const run = (...args: readonly string[]) =>
      fleetkeepHere(args, undefined, { now, variables, dataDirectory: data });
    const { stderr, exitCode } = await critical(fleet(), ['--scan', 'grype'], run);
    expect(stderr).toMatch(/--scan grype: grype is not installed, or not on the PATH/);
    expect(exitCode).toBe(2);
  });
});

test('over a workspace: one list, and what a repository accepts it accepts for itself', async () => {
  const accepted = stringify({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'RiskAcceptance',
    metadata: { name: 'ra-1' },
    spec: {
      vulnerabilities: ['CVE-2026-1001'],
      target: { clusters: ['*'], image: 'ghcr.io/acme/shop' },
      category: 'mitigated',
      owner: 'shop@acme.example',
      reason: 'Not reachable',
      ticket: 'SHOP-1',
      createdAt: '2026-11-20',
      expiresAt: '2026-12-20',
    },
  });
  const [one, two] = [fleet(pinned, { '.securitytower/acceptances/ra-1.yaml': accepted }), fleet()];
  const workspace = join(temporaryDirectory(), 'fleetkeep.yaml');
  writeFileSync(
    workspace,
    stringify({
      repositories: [
        { name: 'one', path: one },
        { name: 'two', path: two },
      ],
    }),
  );
  const args = [
    'images',
    'critical',
    '--workspace',
    workspace,
    '--report',
    fixture('trivy.json'),
    '-o',
    'json',
  ];
  const { stdout } = await user()(...args);
  expectToMatchSchema('images-critical', stdout);
  const report = JSON.parse(stdout) as CriticalReport;
  expect(
    report.vulnerabilities.map(({ state, uses }) => `${state} ${uses.map(({ cluster }) => cluster).join()}`),
  ).toEqual([
    expect.stringMatching(/^open .*two/) as string,
    expect.stringMatching(/^accepted .*one/) as string,
  ]);
  expect(report.summary).toMatchObject({ images: 1, scanned: 1, accepted: 1 });
});

describe('accepted', () => {
  const accepts = (spec: object = {}, name = 'ra-9'): Files => ({
    [`.securitytower/acceptances/${name}.yaml`]: stringify({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'RiskAcceptance',
      metadata: { name },
      spec: {
        vulnerabilities: ['CVE-2026-1001'],
        target: { clusters: ['prod'], image: 'ghcr.io/acme/shop' },
        category: 'mitigated',
        owner: 'shop@acme.example',
        reason: 'Not reachable',
        ticket: 'SHOP-1',
        createdAt: '2026-11-20',
        expiresAt: '2026-12-20',
        ...spec,
      },
    }),
  });
  const of = (spec: object = {}) =>
    critical(fleet(pinned, accepts(spec)), ['--report', fixture('trivy.json')]);

  test('until a day: it is shown, and fails nothing', async () => {
    const { report, exitCode } = await of();
    expect(report?.vulnerabilities).toMatchObject([
      { state: 'accepted', acceptance: { name: 'ra-9', expiresAt: '2026-12-20T00:00:00Z' } },
    ]);
    expect(exitCode).toBe(0);
  });

  test.each<[string, object, string]>([
    ['another id', { vulnerabilities: ['CVE-2026-1002'] }, 'open'],
    ['an id that is another name of it', { vulnerabilities: ['DSA-6001-1'] }, 'accepted'],
    ['another image', { target: { clusters: ['prod'], image: 'ghcr.io/acme/other' } }, 'open'],
    ['the beginning of images', { target: { clusters: ['prod'], image: 'ghcr.io/acme/*' } }, 'accepted'],
    ['another tag', { target: { clusters: ['prod'], image: 'ghcr.io/acme/shop:1.4.1' } }, 'open'],
    ['the tag', { target: { clusters: ['prod'], image: 'ghcr.io/acme/shop:1.4.0' } }, 'accepted'],
    [
      'another digest',
      { target: { clusters: ['prod'], image: `ghcr.io/acme/shop@sha256:${'0'.repeat(64)}` } },
      'open',
    ],
    ['the digest', { target: { clusters: ['prod'], image: `ghcr.io/acme/shop@${digest}` } }, 'accepted'],
    [
      'another package',
      { target: { clusters: ['prod'], image: 'ghcr.io/acme/shop', packages: ['zlib1g'] } },
      'open',
    ],
    [
      'the package',
      { target: { clusters: ['prod'], image: 'ghcr.io/acme/shop', packages: ['openssl'] } },
      'accepted',
    ],
    ['every cluster', { target: { clusters: ['*'], image: 'ghcr.io/acme/shop' } }, 'accepted'],
  ])('%s', async (_, spec, state) => {
    const { report, stderr } = await of(spec);
    expect(stderr).toBe('');
    expect(report?.vulnerabilities.map((one) => one.state)).toEqual([state]);
  });

  test('what has ended counts again, and says what it was', async () => {
    const { report, exitCode } = await of({ createdAt: '2026-10-20', expiresAt: '2026-11-01' });
    expect(report?.vulnerabilities).toMatchObject([{ state: 'open', acceptance: { name: 'ra-9' } }]);
    expect(exitCode).toBe(1);
  });

  test.each<[string, object, RegExp]>([
    [
      'longer than its severity lets it be',
      { expiresAt: '2027-01-20' },
      /ra-9\.yaml:\d+: risk acceptance 'ra-9': spec\.expiresAt 2027-01-20.* is more than 30 days after createdAt, the cap of severity critical; write 2026-12-20/,
    ],
    ['longer than any', { expiresAt: '2027-11-20' }, /is more than 180 days after createdAt/],
    [
      'a cluster that there is not',
      { target: { clusters: ['dev'], image: 'ghcr.io/acme/shop' } },
      /there is no cluster 'dev'; did you mean 'prod'/,
    ],
    ['no id', { vulnerabilities: ['everything'] }, /spec\.vulnerabilities has 'everything', which is no id/],
    ['all ids', { vulnerabilities: ['*'] }, /has '\*', which is no id/],
    [
      'no image',
      { target: { clusters: ['prod'], image: 'shop' } },
      /spec\.target\.image is "shop"; write a repository with its registry/,
    ],
    [
      'a policy, too',
      { policy: 'K8sPSPCapabilities' },
      /spec names a policy and vulnerabilities; write a file for each/,
    ],
    ['an approval that is typed in', { approvedBy: 'me' }, /approvedBy is typed in, and anybody can type/],
    ['a day of admission', { hardExpiresAt: '2026-12-21' }, /spec\.hardExpiresAt is no field/],
  ])('%s: it covers nothing, and is named', async (_, spec, message) => {
    const { report, exitCode } = await of(spec);
    expect(
      report?.notEvaluated.map(({ file, line, reason }) => `${file}:${line}: ${reason}`).join('\n'),
    ).toMatch(message);
    expect(report?.vulnerabilities.map(({ state }) => state)).toEqual(['open']);
    expect(exitCode).toBe(3);
  });

  test('the file is that of the published schema', () => {
    const [text = ''] = Object.values(accepts());
    expectToMatchSchema('risk-acceptance', JSON.stringify(parse(text)));
  });

  test('one register: listed, with its state', async () => {
    const run = user();
    const list = async (files: Files, image = pinned) => {
      const { stdout } = await run('get', 'acceptances', '--repository', fleet(image, files), '-o', 'json');
      expectToMatchSchema('acceptances', stdout);
      return (JSON.parse(stdout) as readonly ListedAcceptance[]).map(
        ({ state, findings, severity }) => `${state} ${findings} ${severity}`,
      );
    };
    // Nobody has scanned the image: nobody knows whether it is used.
    expect(await list(accepts())).toEqual(['accepted 0 unknown']);
    await run('import', fixture('trivy.json'), '--repository', fleet());
    expect(await list(accepts())).toEqual(['accepted 1 critical']);
    expect(await list(accepts({ expiresAt: '2026-12-01' }))).toEqual(['expiring 1 critical']);
    expect(await list(accepts({ expiresAt: '2026-11-21' }))).toEqual(['expired 1 critical']);
    expect(await list(accepts({ vulnerabilities: ['CVE-2020-1'] }))).toEqual(['unused 0 unknown']);
    expect(await list(accepts(), 'ghcr.io/acme/other:1')).toEqual(['unused 0 unknown']);
  });

  test('in one stage and not in another: a row for each', async () => {
    const cluster = (name: string, stage: string): Files => ({
      ...syncFile(`clusters/${name}`),
      [`clusters/${name}/apps.yaml`]: manifests(kustomization('apps', './apps')),
      [`.securitytower/${name}.yaml`]: manifests({
        apiVersion: 'securitytower.io/v1alpha1',
        kind: 'Cluster',
        metadata: { name, labels: { 'fleetkeep.dev/stage': stage } },
        spec: { delivery: { engine: 'flux', entry: `clusters/${name}` } },
      }),
    });
    const repository = makeRepository({
      ...cluster('one', 'dev'),
      ...cluster('two', 'prod'),
      'apps/web.yaml': manifests(namespace('shop'), deployment('web', false, pinned)),
      ...accepts({ target: { stages: ['dev'], image: 'ghcr.io/acme/shop' } }),
    });
    const { report } = await critical(repository, ['--report', fixture('trivy.json')]);
    expect(
      report?.vulnerabilities.map(
        ({ state, uses }) => `${state} ${uses.map(({ cluster: name }) => name).join()}`,
      ),
    ).toEqual(['open two', 'accepted one']);
    expect(
      report?.exposure
        .filter(({ by }) => by === 'stage')
        .map(({ name, critical: worst, accepted }) => [name, worst, accepted]),
    ).toEqual([
      ['dev', 0, 1],
      ['prod', 1, 0],
    ]);
  });
});

describe('accept', () => {
  const said = ['--owner', 'shop@acme.example', '--reason', 'Not reachable', '--ticket', 'SHOP-1'];
  const ready = async () => {
    const [repository, run] = [newFleet(), user()];
    await run('import', fixture('trivy.json'), '--repository', repository);
    const accept = (...args: readonly string[]) => run('accept', ...args, '--repository', repository);
    return { repository, run, accept };
  };
  const file = '.securitytower/acceptances/ra-5.yaml';

  test('create, describe, renew, revoke', async () => {
    const { repository, run, accept } = await ready();
    const what = ['--vulnerability', 'CVE-2026-1001', '--image', 'ghcr.io/acme/shop', '--package', 'openssl'];
    const created = await accept('create', 'ra-5', ...what, '--days', '30', ...said);
    expect(created).toMatchObject({ exitCode: 0, stderr: '' });
    const text = readFileSync(join(repository, file), 'utf8');
    expectToMatchSchema('risk-acceptance', JSON.stringify(parse(text)));
    expect(parse(text)).toMatchObject({
      spec: {
        vulnerabilities: ['CVE-2026-1001'],
        target: { clusters: ['prod'], image: 'ghcr.io/acme/shop', packages: ['openssl'] },
        createdAt: '2026-11-26T00:00:00Z',
        expiresAt: '2026-12-26T00:00:00Z',
      },
    });
    expect((await critical(repository, [], run)).exitCode).toBe(0);
    const { stdout } = await run('describe', 'acceptance', 'ra-5', '--repository', repository);
    expect(stdout).toMatch(/\nAbout: +ghcr\.io\/acme\/shop in prod\n/);
    expect(stdout).toMatch(/\nFields: +CVE-2026-1001 in openssl\n/);
    expect(stdout).toMatch(/\nCovers: +1 of `fleetkeep images critical`/);
    expect(await accept('renew', 'ra-5', '--days', '31')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        "--days '31' is not 1 to 30, the cap of a policy of severity critical",
      ) as string,
    });
    expect((await accept('renew', 'ra-5', '--days', '3', '--reason', 'Until Friday')).exitCode).toBe(0);
    expect(readFileSync(join(repository, file), 'utf8')).toContain('reason: Until Friday');
    expect((await accept('revoke', 'ra-5')).exitCode).toBe(0);
    expect((await critical(repository, [], run)).exitCode).toBe(1);
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'no image',
      ['--vulnerability', 'CVE-2026-1001', '--days', '3', ...said],
      /say --image: an accepted risk has/,
    ],
    [
      'what nobody found',
      ['--vulnerability', 'CVE-2020-1111', '--image', 'ghcr.io/acme/shop', '--days', '3', ...said],
      /--vulnerability 'CVE-2020-1111': no report names it of an image that runs and is ghcr\.io\/acme\/shop/,
    ],
    [
      'too long',
      ['--vulnerability', 'CVE-2026-1001', '--image', 'ghcr.io/acme/shop', '--days', '31', ...said],
      /--days '31' is not 1 to 30/,
    ],
    [
      'an image that is none',
      ['--vulnerability', 'CVE-2026-1001', '--image', 'Shop', '--days', '3', ...said],
      /no report names it/,
    ],
    [
      'a finding, too',
      ['--vulnerability', 'CVE-2026-1001', '--fingerprint', 'ab', '--image', 'x', '--days', '3', ...said],
      /exclude one another/,
    ],
  ])('%s: exit code 2 and nothing written', async (_, args, message) => {
    const { repository, accept } = await ready();
    const { exitCode, stderr } = await accept('create', 'ra-5', ...args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
    expect(existsSync(join(repository, file))).toBe(false);
  });
});
