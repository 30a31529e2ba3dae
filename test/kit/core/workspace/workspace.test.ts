import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { IndexedRepository } from '../../../../kit/core/workspace/index-workspace';
import type { StageRow } from '../../../../kit/cli/output/stages';
import { fleetkeepHere, type Outcome } from '../../support/cli';
import {
  cleanCluster,
  configMap,
  deployment,
  kustomization,
  manifests,
  namespace,
  syncFile,
} from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';
import { temporaryDirectory } from '../../support/temporary';

const image = (tag: string): string => `registry.example.com/shop/web:${tag}`;

/** A repository of one cluster that runs one application in a folder. */
function clusterOf(name: string, tag: string): Files {
  return {
    ...syncFile(`clusters/${name}`),
    [`clusters/${name}/web.yaml`]: manifests(kustomization('web', './web')),
    'web/namespace.yaml': manifests(namespace('shop')),
    'web/web.yaml': manifests(deployment('web', false, image(tag))),
  };
}

const application = (dev: string, prod: string): Files => ({
  '.securitytower/web.yaml': manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web' },
    spec: {
      stages: [
        { name: 'dev', cluster: { repository: dev, name: 'dev' }, resources: { path: 'web' } },
        {
          name: 'prod',
          cluster: { repository: prod, name: 'prod' },
          resources: { path: 'web' },
          previousStage: 'dev',
        },
      ],
    },
  }),
});

interface Stand {
  readonly folder: string;
  readonly cache: string;
  readonly run: (...args: readonly string[]) => Promise<Outcome>;
}

/** A folder with a workspace file, and a cache of its own. */
function stand(workspace: string, variables: Record<string, string> = {}): Stand {
  const folder = temporaryDirectory();
  const cache = temporaryDirectory();
  write(folder, { 'fleetkeep.yaml': workspace });
  const environment = {
    workingDirectory: folder,
    cacheDirectory: cache,
    variables: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...variables },
  };
  return { folder, cache, run: (...args) => fleetkeepHere(args, undefined, environment) };
}

const urls = (...directories: readonly string[]): string =>
  `repositories:\n${directories.map((directory, index) => `  - url: file://${directory}\n    name: r${index}\n`).join('')}`;

test('index clones, then follows; stages resolve over repositories; reading fetches nothing', async () => {
  const dev = makeRepository(clusterOf('dev', '1.0.0'));
  const prod = makeRepository(clusterOf('prod', '1.0.0'));
  const apps = makeRepository(application(`file://${dev}`, `file://${prod}`));
  const { run } = stand(urls(dev, prod, apps));
  const states = async (): Promise<readonly string[]> => {
    const { stdout, stderr, exitCode } = await run('index', '-o', 'json');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expectToMatchSchema('index', stdout);
    return (JSON.parse(stdout) as IndexedRepository[]).map(({ state }) => state);
  };
  expect(await states()).toEqual(['cloned', 'cloned', 'cloned']);
  expect(await states()).toEqual(['unchanged', 'unchanged', 'unchanged']);
  write(dev, { 'web/web.yaml': manifests(deployment('web', false, image('1.1.0'))) });
  commit(dev);
  const stages = async (): Promise<readonly unknown[]> => {
    const { stdout, stderr, exitCode } = await run('get', 'stages', '-o', 'json');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expectToMatchSchema('stages', stdout);
    return (JSON.parse(stdout) as StageRow[]).map(({ name, cluster, repository, images, behind }) => [
      `${name} ${cluster} ${repository} ${images.join()}`,
      behind?.commits,
    ]);
  };
  expect(await stages()).toEqual([
    [`dev dev r0 ${image('1.0.0')}`, undefined],
    [`prod prod r1 ${image('1.0.0')}`, 0],
  ]);
  expect(await states()).toEqual(['updated', 'unchanged', 'unchanged']);
  expect(await stages()).toEqual([
    [`dev dev r0 ${image('1.1.0')}`, undefined],
    [`prod prod r1 ${image('1.0.0')}`, 1],
  ]);
});

test('two runs at once leave whole mirrors', async () => {
  const repositories = ['a', 'b', 'c'].map((name) => makeRepository(clusterOf(name, '1')));
  const { run } = stand(urls(...repositories));
  const outcomes = await Promise.all([run('index', '-o', 'csv'), run('index', '-o', 'csv'), run('index')]);
  expect(outcomes.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  const { stdout } = await run('get', 'images', '-o', 'json');
  expect((JSON.parse(stdout) as { cluster: string }[]).map(({ cluster }) => cluster)).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('a repository that is down is named with its line, the rest goes on, exit code 3; what was fetched is still read', async () => {
  const [one, other] = [makeRepository(clusterOf('one', '1')), makeRepository(clusterOf('other', '1'))];
  const gone = `${temporaryDirectory()}/gone`;
  const { run } = stand(urls(one, gone, other));
  const first = await run('index', '-o', 'json');
  expect(first.exitCode).toBe(3);
  expect(first.stderr).toMatch(
    /^not evaluated: r1: fleetkeep\.yaml:4: url 'file:.*gone' cannot be fetched: .*try 'git ls-remote /,
  );
  expect((JSON.parse(first.stdout) as IndexedRepository[]).map(({ state }) => state)).toEqual([
    'cloned',
    'unreachable',
    'cloned',
  ]);
  const images = await run('get', 'images', '-o', 'json');
  expect(images.exitCode).toBe(3);
  expect(images.stderr).toContain('r1: ');
  expect(JSON.parse(images.stdout)).toHaveLength(2);
});

test('two clusters of one name: both are shown by their repository, named with file and line, exit code 3', async () => {
  const repositories = [makeRepository(clusterOf('prod', '1')), makeRepository(clusterOf('prod', '2'))];
  const { run } = stand(urls(...repositories));
  const { stdout, stderr, exitCode } = await run('get', 'images', '-o', 'json');
  expect((JSON.parse(stdout) as { cluster: string }[]).map(({ cluster }) => cluster)).toEqual([
    'r0/prod',
    'r1/prod',
  ]);
  expect(stderr).toMatch(
    /r0: clusters\/prod\/flux-system\/gotk-sync\.yaml:\d+: a cluster of another repository is named prod too \(r1 clusters\/prod\/flux-system\/gotk-sync\.yaml:\d+\): rename one of them/,
  );
  expect(exitCode).toBe(3);
});

describe('every reading command works over the workspace', () => {
  const judged = (name: string): Files => {
    const files: Record<string, string> = {};
    for (const [path, content] of Object.entries(cleanCluster()))
      files[path.replace('clusters/prod', `clusters/${name}`)] = content.replaceAll(
        'clusters/prod',
        `clusters/${name}`,
      );
    return { ...files, 'apps/bad.yaml': manifests(configMap('bad', { forbidden: name })) };
  };
  const { run } = stand(urls(makeRepository(judged('one')), makeRepository(judged('two'))));

  test.each([
    [
      'get clusters',
      'clusters',
      (rows: readonly { name: string; repository: string }[]) =>
        rows.map(({ name, repository }) => [repository, name]),
    ],
    [
      'get findings',
      'findings',
      (rows: readonly { cluster: string; repository: string }[]) =>
        rows.map(({ cluster, repository }) => [repository, cluster]),
    ],
  ])('%s', async (words, schema, pairs) => {
    const { stdout, stderr, exitCode } = await run(...words.split(' '), '-o', 'json');
    expect(stderr).toBe('');
    expectToMatchSchema(schema, stdout);
    expect(pairs(JSON.parse(stdout) as never)).toEqual([
      ['r0', 'one'],
      ['r1', 'two'],
    ]);
    expect(exitCode).toBe(0);
  });

  test('check adds up', async () => {
    const { stdout, exitCode } = await run('check', '-o', 'json');
    expectToMatchSchema('check', stdout);
    const { findings, summary } = JSON.parse(stdout) as {
      findings: readonly { cluster: string }[];
      summary: object;
    };
    expect(findings.map(({ cluster }) => cluster)).toEqual(['one', 'two']);
    expect(summary).toMatchObject({ findings: 2, clusters: 2, revision: null });
    expect(exitCode).toBe(1);
  });

  test('-c: the repository that has it', async () => {
    const { stdout, exitCode } = await run('check', '-c', 'two', '-o', 'json');
    expect(
      (JSON.parse(stdout) as { findings: readonly { cluster: string }[] }).findings.map(
        ({ cluster }) => cluster,
      ),
    ).toEqual(['two']);
    expect(exitCode).toBe(1);
    expect(await run('check', '-c', 'three')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--cluster 'three' is in none") as string,
    });
  });

  test.each(['get policies', 'get acceptances', 'get grants'])('%s', async (words) => {
    const { exitCode, stdout, stderr } = await run(...words.split(' '), '-o', 'json');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    if (words === 'get policies') expect(stdout).toContain('"cluster": "two"');
  });
});

describe('which workspace', () => {
  test('found from a folder below; --repository does without', async () => {
    const repository = makeRepository(clusterOf('one', '1'));
    const { folder, cache } = stand(urls(repository));
    const below = join(folder, 'a/b');
    mkdirSync(below, { recursive: true });
    const at = { workingDirectory: below, cacheDirectory: cache };
    expect((await fleetkeepHere(['get', 'images', '-o', 'csv'], undefined, at)).stdout).toContain(',one,');
    const alone = await fleetkeepHere(
      ['get', 'images', '--repository', repository, '-o', 'csv'],
      undefined,
      at,
    );
    expect(alone.stdout).toContain(',one,');
  });

  test('check does not follow a file that the change could have brought', async () => {
    const directory = makeRepository({
      ...cleanCluster(),
      'apps/bad.yaml': manifests(configMap('bad', { forbidden: 'x' })),
      'fleetkeep.yaml': urls(makeRepository(cleanCluster())),
    });
    const { stdout, stderr, exitCode } = await fleetkeepHere(['check'], undefined, {
      workingDirectory: directory,
    });
    expect(stderr).toMatch(/^fleetkeep\.yaml lies in the repository that is judged and is not followed/);
    expect(stdout).toContain('data.forbidden is x');
    expect(exitCode).toBe(1);
  });

  test.each([
    [['get', 'images', '--workspace', 'nowhere.yaml'], "--workspace 'nowhere.yaml' does not exist"],
    [
      ['get', 'images', '--workspace', 'fleetkeep.yaml', '--repository', '.'],
      '--workspace and --repository exclude one another',
    ],
    [['get', 'images', '--entry', 'a=./b'], "--entry is about one repository: write 'entries'"],
    [['check', '--staged'], '--staged is about one repository'],
  ])('%s', async (args, message) => {
    const { run } = stand(urls(makeRepository(clusterOf('one', '1'))));
    expect(await run(...args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

test('a local path is read as it is, and a source that another repository of the workspace is comes from there', async () => {
  const shop = makeRepository({
    'web/web.yaml': manifests(namespace('shop'), deployment('web', false, image('7'))),
  });
  const address = `file://${shop}`;
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: { interval: '1m', url: address, ref: { branch: 'main' } },
  };
  const fleet = makeRepository({
    ...syncFile('clusters/prod'),
    'clusters/prod/shop.yaml': manifests(
      source,
      kustomization('shop', './web', { sourceRef: { kind: 'GitRepository', name: 'shop' } }),
    ),
  });
  const { run } = stand(
    `repositories:\n  - path: ${fleet}\n    name: fleet\n  - url: ${address}\n    name: shop\n`,
  );
  const { stdout, stderr, exitCode } = await run('get', 'images', '-o', 'json');
  expect(stderr).toBe('');
  expect((JSON.parse(stdout) as { image: string }[]).map((one) => one.image)).toEqual([image('7')]);
  expect(exitCode).toBe(0);
  expect(git(fleet, 'status', '--porcelain')).toBe('');
});
