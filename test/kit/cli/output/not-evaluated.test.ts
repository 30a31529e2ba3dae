import { createColors } from 'picocolors';

import { notEvaluatedBeside, notEvaluatedList } from '../../../../kit/cli/output/not-evaluated';
import { type NotEvaluated, notEvaluated } from '../../../../kit/core/not-evaluated';
import { fleetkeepHere, type Outcome } from '../../support/cli';
import {
  cleanCluster,
  configMap,
  forbiddenConstraint,
  kustomization,
  manifests,
  syncFile,
} from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const source = (kind: string, name: string, url: string): object => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind,
  metadata: { name, namespace: 'flux-system' },
  spec: { url },
});
const release = (name: string, repository: string): object => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace: 'shop' },
  spec: {
    chart: {
      spec: {
        chart: name,
        version: '1.0.0',
        sourceRef: { kind: 'HelmRepository', name: repository, namespace: 'flux-system' },
      },
    },
  },
});
const substituted = { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'settings' }] } };
const kustomizationFile = (resource: string): string => `resources:\n  - ${resource}\n`;

const entry = (name: string): Files => ({
  ...syncFile(`clusters/${name}`),
  [`clusters/${name}/fleet.yaml`]: manifests(kustomization('fleet', './fleet')),
});

/** Two clusters that get the same, of which Git does not have much. */
const files: Files = {
  ...entry('prod'),
  ...entry('staging'),
  'fleet/charts.yaml': manifests(
    source('HelmRepository', 'one', 'https://charts.example.com'),
    source('HelmRepository', 'two', 'oci://registry.example.org/charts'),
    ...['web', 'api', 'db', 'cache'].map((name) => release(name, 'one')),
    release('queue', 'two'),
  ),
  'fleet/sources.yaml': manifests(
    source('GitRepository', 'shop', 'https://git.example.com/acme/shop'),
    source('OCIRepository', 'tools', 'oci://ghcr.io/acme/tools'),
    ...['shop', 'stock'].map((name) =>
      kustomization(name, './', { sourceRef: { kind: 'GitRepository', name: 'shop' } }),
    ),
    kustomization('tools', './', { sourceRef: { kind: 'OCIRepository', name: 'tools' } }),
  ),
  'fleet/apps.yaml': manifests(
    kustomization('one', './apps/one', substituted),
    kustomization('two', './apps/two', substituted),
    kustomization('remote', './apps/remote'),
    kustomization('remoter', './apps/remoter'),
    kustomization('lost', './apps/lost'),
  ),
  'apps/one/map.yaml': manifests(configMap('one', { a: '${COLOR}', b: '${SIZE}', c: '${SHAPE}' })),
  'apps/two/map.yaml': manifests(configMap('two', { a: '${COLOR}', b: '${TASTE}', c: '${SMELL}' })),
  'apps/remote/kustomization.yaml': kustomizationFile('https://example.com/one.yaml'),
  'apps/remoter/kustomization.yaml': kustomizationFile('github.com/acme/two'),
};

async function ofFleet(args: readonly string[], columns?: number): Promise<Outcome & { list: string }> {
  const repository = makeRepository(files);
  // Since Flux 2.9 a variable without a value is an error.
  const command = [...args, '--flux-version', '2.8', '--repository', repository];
  const outcome = await fleetkeepHere(command, columns);
  const text = outcome.stdout + outcome.stderr;
  return { ...outcome, list: text.slice(text.indexOf('Not evaluated:')) };
}

test('what one remedy serves is told once, with what it comes to, and the sum stays last', async () => {
  const { list, exitCode } = await ofFleet(['render']);
  expect(exitCode).toBe(3);
  expect(list).toBe(
    `Not evaluated: 34

5 HelmReleases need charts that are not in Git
  prod, staging: 10 of 34
    shop/api, shop/cache, shop/db and 2 more
    to fetch all: --fetch charts.example.com --fetch registry.example.org

2 sources are not in this repository: give copies, or let them be fetched
  prod, staging: 6 of 34
    --source GitRepository/flux-system/shop=PATH   for flux-system/shop, flux-system/stock
    --source OCIRepository/flux-system/tools=PATH   for flux-system/tools
    to fetch all: --fetch ghcr.io --fetch git.example.com

2 kustomization files name what is not in the repository: copy it into the repository, or make it a Flux source of its own
  prod, staging: 4 of 34
    apps/remote/kustomization.yaml:2
    apps/remoter/kustomization.yaml:2

only the cluster knows 5 variables; what uses them is judged without their values
  prod, staging: 12 of 34
    Secret/flux-system/settings: COLOR, SHAPE, SIZE and 2 more, in 2 Kustomizations

fleet/apps.yaml:61
  prod, staging
    Kustomization flux-system/lost: spec.path "./apps/lost" does not exist in its source: correct the path (near names: apps/one) or create it

-o wide says of each its file and line.

44 resources, 34 not evaluated in 2 clusters
`,
  );
});

test('wide says of each its place, and of each its own remedy', async () => {
  const { list, exitCode } = await ofFleet(['render', '-o', 'wide']);
  expect(exitCode).toBe(3);
  for (const name of ['web', 'api', 'db', 'cache', 'queue']) {
    expect(list).toMatch(
      new RegExp(
        `\\nfleet/charts\\.yaml:\\d+\\n  prod, staging\\n    HelmRelease shop/${name} needs the chart`,
      ),
    );
  }
  expect(list).toContain(
    '\n  prod, staging: flux-system/shop, flux-system/stock\n    GitRepository/flux-system/shop comes',
  );
  expect(list).toContain(
    '\n    only the cluster knows the variable TASTE (from Secret/flux-system/settings)',
  );
  expect(list).toMatch(/apps\/remoter\/kustomization\.yaml:2\n.*\n.* names github\.com\/acme\/two/);
  expect(list).not.toContain('to fetch all');
});

test('JSON has every one of them, with what they want for', async () => {
  const { stdout, exitCode } = await ofFleet(['render', '-o', 'json']);
  expect(exitCode).toBe(3);
  expectToMatchSchema('render', stdout);
  const all = (JSON.parse(stdout) as { notEvaluated: NotEvaluated[] }).notEvaluated;
  expect(all).toHaveLength(34);
  const ofKind = (kind: string) => all.filter(({ lack }) => lack?.kind === kind);
  expect(ofKind('chart').find(({ reason }) => reason.includes('shop/queue'))?.lack).toEqual({
    kind: 'chart',
    source: 'HelmRepository/flux-system/two',
    fetch: 'registry.example.org',
  });
  expect(ofKind('source').map(({ lack }) => lack)).toContainEqual({
    kind: 'source',
    source: 'OCIRepository/flux-system/tools',
    fetch: 'ghcr.io',
  });
  expect(ofKind('variable').map(({ lack }) => lack)).toContainEqual({
    kind: 'variable',
    variable: 'SHAPE',
    from: 'Secret/flux-system/settings',
  });
  expect(ofKind('remote-resource')).toHaveLength(4);
});

test('what is to be copied is not broken, however narrow the terminal', async () => {
  const { list } = await ofFleet(['render'], 50);
  expect(list).toContain('\n    to fetch all: --fetch charts.example.com --fetch registry.example.org\n');
  expect(list).toContain('\n    --source OCIRepository/flux-system/tools=PATH   for flux-system/tools\n');
});

test.each([
  ['get applications', ['get', 'applications']],
  ['describe cluster', ['describe', 'cluster', 'prod']],
  ['get images', ['get', 'images']],
])('%s says it as the others do, beside what it lists', async (_, args) => {
  const { stderr } = await ofFleet(args);
  expect(stderr).toMatch(/^\nNot evaluated: \d+\n\n5 HelmReleases need charts that are not in Git\n/);
  const wide = await ofFleet([...args, '-o', 'wide']);
  expect(wide.stderr).not.toContain('to fetch all');
  const forPrograms = await ofFleet([...args, '-o', 'json']);
  expect(forPrograms.stderr).toMatch(/^(not evaluated: .*\n)+$/);
});

test('doctor repository tells sources that one host has on one line', async () => {
  const report = await ofFleet(['doctor', 'repository']);
  expect(report.stdout).toMatch(/\nHelmRepository\/flux-system\/one +not at hand +8 +prod, staging\n/);
  const more = {
    ...files,
    'fleet/more.yaml': manifests(
      source('HelmRepository', 'three', 'https://charts.example.com/3'),
      release('mail', 'three'),
    ),
  };
  const repository = makeRepository(more);
  const { stdout } = await fleetkeepHere(['doctor', 'repository', '--repository', repository]);
  expect(stdout).toMatch(/\n2 sources of charts\.example\.com +not at hand +10 +prod, staging\n/);
  const wide = await fleetkeepHere(['doctor', 'repository', '--repository', repository, '-o', 'wide']);
  expect(wide.stdout).toMatch(/\nHelmRepository\/flux-system\/three +not at hand +2 +prod, staging\n/);
});

test('verdicts that policies cannot reach for one reason are told once', async () => {
  const constraint = forbiddenConstraint() as { spec: { match: object } };
  const match = { ...constraint.spec.match, namespaceSelector: { matchLabels: { a: 'b' } } };
  const repository = makeRepository({
    ...cleanCluster(),
    'policies/constraint.yaml': manifests({ ...constraint, spec: { match } }),
    'apps/lost.yaml': manifests(...['x', 'y'].map((name) => configMap(name, { forbidden: name }, 'nowhere'))),
  });
  const { stdout, exitCode } = await fleetkeepHere(['check', '--repository', repository]);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(
    /^Not evaluated: 2\n\n2 resources could not be judged: .*nowhere.*\n {2}prod: 2 of 2\n {4}ConfigMap x, ConfigMap y\n/,
  );
  expect(stdout).toMatch(/\n0 findings, 2 not evaluated in \d+ resources of 1 cluster\n$/);
});

const terminal = {
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  colors: createColors(false),
  showsProgress: false,
};

test('ordered by place, whosever it is; the same reason once, with whose it is', () => {
  const entries = [
    notEvaluated({
      cluster: 'eu',
      file: 'tenants/a.yaml',
      line: 10,
      reason: 'r1',
      kustomization: 'infra/configs',
    }),
    notEvaluated({
      cluster: 'eu',
      file: 'tenants/a.yaml',
      line: 10,
      reason: 'r1',
      kustomization: 'infra/controllers',
    }),
    notEvaluated({ cluster: 'us', file: 'clusters/us/a.yaml', line: 1, reason: 'r2' }),
    notEvaluated({
      cluster: 'us',
      file: 'tenants/a.yaml',
      line: 9,
      reason: 'Kustomization infra/configs: bad',
      kustomization: 'infra/configs',
    }),
    notEvaluated({
      cluster: 'us',
      file: 'tenants/a.yaml',
      line: 10,
      reason: 'r1',
      kustomization: 'infra/configs',
    }),
    notEvaluated({ reason: 'r0' }),
  ];
  expect(notEvaluatedList(entries, terminal, true)).toBe(
    `Not evaluated: 6

  the repository
    r0

clusters/us/a.yaml:1
  us
    r2

tenants/a.yaml:9
  us
    Kustomization infra/configs: bad

tenants/a.yaml:10
  eu: infra/configs, infra/controllers
  us: infra/configs
    r1

`,
  );
  expect(notEvaluatedBeside(entries, terminal, 'json').split('\n').at(-2)).toBe(
    'not evaluated: tenants/a.yaml:10: r1 (eu: infra/configs, infra/controllers; us: infra/configs)',
  );
});

test('of one repository of a workspace is not told together with that of another', () => {
  const lack = { kind: 'chart', source: null, fetch: 'ghcr.io' } as const;
  const of = (repository: string, name: string): NotEvaluated =>
    notEvaluated({ repository, cluster: 'c', kustomization: `HelmRelease/a/${name}`, reason: name, lack });
  const list = notEvaluatedList(
    [of('r1', 'x'), of('r1', 'y'), of('r2', 'x'), of('r2', 'z')],
    terminal,
    false,
  );
  expect(list).toContain('\nr1: 2 HelmReleases need charts that are not in Git\n  c: 2 of 4\n    a/x, a/y\n');
  expect(list).toContain('\nr2: 2 HelmReleases need charts that are not in Git\n  c: 2 of 4\n    a/x, a/z\n');
});

test('what stands alone keeps its own words', () => {
  const lack = { kind: 'chart', source: null, fetch: 'ghcr.io' } as const;
  const list = notEvaluatedList(
    [notEvaluated({ cluster: 'c', file: 'a.yaml', line: 3, reason: 'its own words', lack })],
    terminal,
    false,
  );
  expect(list).toBe('Not evaluated: 1\n\na.yaml:3\n  c\n    its own words\n\n');
});
