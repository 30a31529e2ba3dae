import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ApplicationOverview, ApplicationStage } from '../../../../kit/core/applications/application';
import type { StageRow } from '../../../../kit/cli/output/stages';
import { fleetkeepHere } from '../../support/cli';
import { deployment, kustomization, manifests, namespace, syncFile } from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';
import { temporaryDirectory } from '../../support/temporary';

const stages = ['dev', 'staging', 'prod'] as const;
const repository = 'https://github.com/acme/fleet';

const image = (tag: string): string => `registry.example.com/shop/web:${tag}`;
const web = (stage: string, tag: string): Files => ({
  [`apps/web/${stage}/web.yaml`]: manifests(deployment('web', false, image(tag))),
});

/** An Application file whose stages are folders of the fleet itself. */
function card(name: string, spec: object, folder = '.securitytower'): Files {
  return {
    [`${folder}/${name}.yaml`]: manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Application',
      metadata: { name, labels: { team: name } },
      spec,
    }),
  };
}

const stageOf = (name: string, previousStage?: string, more: object = {}) => ({
  name,
  cluster: { repository, name },
  resources: { path: `apps/web/${name}` },
  targetNamespace: 'shop',
  ...(previousStage === undefined ? {} : { previousStage }),
  ...more,
});

const chained = [stageOf('dev'), stageOf('staging', 'dev'), stageOf('prod', 'staging')];

/** A cluster for each stage, each applying its own folder of the application web. */
function fleet(
  tags: Readonly<Record<(typeof stages)[number], string>>,
  declared: readonly object[] = chained,
): Files {
  const files: Record<string, string> = {
    ...card('web', { applicationOwner: 'shop@acme.example', securityLevel: 'internal', stages: declared }),
    'apps/namespace.yaml': manifests(namespace('shop')),
  };
  for (const stage of stages) {
    Object.assign(files, syncFile(`clusters/${stage}`), web(stage, tags[stage]));
    files[`clusters/${stage}/web.yaml`] = manifests(kustomization('web', `./apps/web/${stage}`));
  }
  return files;
}

async function get<T>(
  directory: string,
  what: string,
  ...more: readonly string[]
): Promise<{ exitCode: number | null; stderr: string; value: T }> {
  const args = ['get', what, '--repository', directory, '-o', 'json', ...more];
  const { stdout, stderr, exitCode } = await fleetkeepHere(args, undefined, {
    now: new Date('2026-03-11T00:00Z'),
  });
  if (stdout === '') throw new Error(stderr);
  expectToMatchSchema(what, stdout);
  return { exitCode, stderr, value: JSON.parse(stdout) as T };
}

const brief = ({ name, images, behind, skipped }: ApplicationStage) => ({ name, images, behind, skipped });

test('the matrix: versions, the previous stage, and how far behind it is, by the history of its folder', async () => {
  const directory = makeRepository(fleet({ dev: '1.0.0', staging: '1.0.0', prod: '1.0.0' }));
  for (const tag of ['1.1.0', '1.2.0', '1.3.0']) {
    write(directory, web('dev', tag));
    commit(directory);
  }
  write(directory, web('staging', '1.2.0'));
  commit(directory);
  const { value, exitCode, stderr } = await get<ApplicationOverview[]>(directory, 'applications');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(value).toEqual([
    expect.objectContaining({
      name: 'web',
      owner: 'shop@acme.example',
      securityLevel: 'internal',
      source: 'file',
      labels: { team: 'web' },
    }),
  ]);
  const [dev, staging, prod] = value[0]?.stages ?? [];
  expect(dev).toEqual(
    expect.objectContaining({
      name: 'dev',
      cluster: 'dev',
      path: './apps/web/dev',
      targetNamespace: 'shop',
      previousStage: null,
      images: [image('1.3.0')],
      state: 'known',
      behind: null,
      skipped: null,
      file: '.securitytower/web.yaml',
      lastChange: expect.objectContaining({ commit: git(directory, 'rev-parse', 'HEAD~1') }) as object,
    }),
  );
  expect(staging).toEqual(
    expect.objectContaining({
      images: [image('1.2.0')],
      skipped: false,
      behind: expect.objectContaining({ commits: 1 }) as object,
    }),
  );
  // Staging went from 1.0.0 to 1.2.0 in one commit.
  expect(prod).toEqual(
    expect.objectContaining({
      images: [image('1.0.0')],
      skipped: false,
      behind: expect.objectContaining({ commits: 1 }) as object,
    }),
  );
});

test('kinds of one own run images too: in a cluster, and in a folder that is read by itself', async () => {
  const shop = (tag: string): string =>
    manifests({
      apiVersion: 'example.com/v1',
      kind: 'Shop',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { front: image(tag) },
    });
  const fields = [{ group: 'example.com', kind: 'Shop', path: 'spec.front' }];
  const [apiVersion, kind] = ['securitytower.io/v1alpha1', 'ImageFields'];
  const pinned = { resources: { path: 'apps/web/dev', revision: 'v1' } };
  const directory = makeRepository({
    ...fleet({ dev: '0', staging: '0', prod: '0' }, [stageOf('dev'), stageOf('prod', 'dev', pinned)]),
    '.securitytower/images.yaml': manifests({
      apiVersion,
      kind,
      metadata: { name: 'own' },
      spec: { fields },
    }),
    'apps/web/dev/web.yaml': shop('1.0.0'),
  });
  git(directory, 'tag', 'v1');
  write(directory, { 'apps/web/dev/web.yaml': shop('2.0.0') });
  commit(directory);
  const { value, exitCode } = await get<StageRow[]>(directory, 'stages', '-c', 'dev', '-c', 'prod');
  expect(value.map(({ name, images }) => [name, images])).toEqual([
    ['dev', [image('2.0.0')]],
    ['prod', [image('1.0.0')]],
  ]);
  expect(exitCode).toBe(0);
});

test('days behind count from the first commit that has not arrived', async () => {
  const directory = makeRepository(fleet({ dev: '1.0.0', staging: '1.0.0', prod: '1.0.0' }));
  for (const [day, tag] of [
    ['2026-03-01', '1.1.0'],
    ['2026-03-05', '1.2.0'],
  ] as const) {
    write(directory, web('dev', tag));
    commitOn(directory, day);
  }
  const { value } = await get<StageRow[]>(directory, 'stages', '--behind');
  expect(value.map(({ name, behind }) => ({ name, behind }))).toEqual([
    { name: 'staging', behind: { commits: 2, days: 10, since: '2026-03-01T00:00:00.000Z' } },
  ]);
});

/** A commit by its text: the `git` of the tests takes no date from the environment. */
function commitOn(directory: string, day: string): void {
  git(directory, 'add', '--all');
  const who = `Test <test@localhost> ${Date.parse(`${day}T00:00Z`) / 1000} +0000`;
  const parts = [
    `tree ${git(directory, 'write-tree')}`,
    `parent ${git(directory, 'rev-parse', 'HEAD')}`,
    `author ${who}`,
    `committer ${who}`,
  ];
  const file = join(temporaryDirectory(), 'commit');
  writeFileSync(file, `${parts.join('\n')}\n\nchange\n`);
  git(directory, 'reset', '--quiet', '--soft', git(directory, 'hash-object', '-t', 'commit', '-w', file));
}

test('a stage that runs what the one before never had skipped it', async () => {
  const directory = makeRepository(fleet({ dev: '1.0.0', staging: '1.0.0', prod: '1.0.0' }));
  write(directory, web('dev', '2.0.0'));
  commit(directory);
  write(directory, web('prod', '2.0.0'));
  commit(directory);
  const { value, exitCode } = await get<StageRow[]>(directory, 'stages', '--behind');
  expect(value.map(({ name, skipped }) => [name, skipped])).toEqual([
    ['staging', false],
    ['prod', true],
  ]);
  expect(exitCode).toBe(0);
  const { stdout } = await fleetkeepHere(['get', 'apps', '--repository', directory], 100);
  expect(stdout).toMatch(/^APPLICATION +OWNER +DEV +STAGING +PROD\n/);
  expect(stdout).toMatch(/web +shop@acme\.example +2\.0\.0 +1\.0\.0 -1 +2\.0\.0 !\n/);
});

test('revisions of one folder are compared by their places in its history', async () => {
  const pinned = (name: string, revision: string, previousStage?: string) =>
    stageOf(name, previousStage, { resources: { path: 'apps/web/dev', revision } });
  const directory = makeRepository(
    fleet({ dev: '1.0.0', staging: '0', prod: '0' }, [
      pinned('dev', 'main'),
      pinned('staging', 'v2', 'dev'),
      pinned('prod', 'v1', 'staging'),
    ]),
  );
  git(directory, 'tag', 'v1');
  for (const tag of ['1.1.0', '1.2.0']) {
    write(directory, web('dev', tag));
    commit(directory);
  }
  git(directory, 'tag', 'v2');
  write(directory, web('dev', '1.3.0'));
  commit(directory);
  const { value, exitCode } = await get<ApplicationOverview[]>(directory, 'applications');
  expect(value[0]?.stages.map(brief)).toEqual([
    { name: 'dev', images: [image('1.3.0')], behind: null, skipped: null },
    {
      name: 'staging',
      images: [image('1.2.0')],
      behind: expect.objectContaining({ commits: 1 }) as object,
      skipped: false,
    },
    {
      name: 'prod',
      images: [image('1.0.0')],
      behind: expect.objectContaining({ commits: 2 }) as object,
      skipped: false,
    },
  ]);
  expect(value[0]?.stages.map(({ revision }) => revision)).toEqual(['main', 'v2', 'v1']);
  expect(exitCode).toBe(0);
});

test('a shallow clone does not pretend: what its history cannot show is not evaluated', async () => {
  const directory = makeRepository(fleet({ dev: '1.0.0', staging: '1.0.0', prod: '1.0.0' }));
  write(directory, web('dev', '1.1.0'));
  commit(directory);
  const parent = temporaryDirectory();
  git(parent, 'clone', '--quiet', '--depth=1', `file://${directory}`, 'fleet');
  const { value, exitCode, stderr } = await get<StageRow[]>(`${parent}/fleet`, 'stages');
  expect(value.map(({ behind, skipped }) => [behind?.commits ?? null, skipped])).toEqual([
    [null, null],
    [null, null],
    [0, false],
  ]);
  expect(stderr).toMatch(
    /^not evaluated: the history of .* is cut short \(a shallow clone\).*git fetch --unshallow/,
  );
  expect(exitCode).toBe(3);
});

describe('bad input is named with file and line, and the rest goes on', () => {
  test.each([
    [
      'a previous stage that does not exist',
      [stageOf('dev'), stageOf('prod', 'stagin')],
      /\.securitytower\/web\.yaml:\d+: application web: stage prod follows 'stagin', which is no stage of it/,
      2,
    ],
    [
      'stages in a ring',
      [stageOf('dev', 'prod'), stageOf('prod', 'dev')],
      /\.securitytower\/web\.yaml:\d+: application web: stages follow one another in a ring/,
      2,
    ],
    [
      'a repository that was not read',
      [
        stageOf('dev'),
        stageOf('prod', 'dev', { cluster: { repository: 'https://github.com/acme/other', name: 'x' } }),
      ],
      /web\.yaml:\d+: https:\/\/github\.com\/acme\/other is not among the repositories that were read, so what 1 stage of it run is not known/,
      2,
    ],
    [
      'a folder that does not exist',
      [stageOf('dev'), stageOf('prod', 'dev', { resources: { path: 'apps/nowhere' } })],
      /web\.yaml:\d+: stage prod, folder \.\/apps\/nowhere: is not in .* at the working tree/,
      2,
    ],
    [
      'a revision that does not exist',
      [stageOf('dev'), stageOf('prod', 'dev', { resources: { path: 'apps/web/prod', revision: 'v9' } })],
      /web\.yaml:\d+: stage prod: revision 'v9' does not exist in /,
      2,
    ],
    [
      'a stage without a path',
      [stageOf('dev'), stageOf('prod', 'dev', { resources: {} })],
      /web\.yaml:\d+: application web, stage prod: resources\.path is missing/,
      1,
    ],
    [
      'a path that leads out',
      [stageOf('dev'), stageOf('prod', 'dev', { resources: { path: '../etc' } })],
      /web\.yaml:\d+: application web, stage prod: resources\.path '\.\.\/etc' leads out of the repository/,
      1,
    ],
  ])('%s', async (_, declared, message, count) => {
    const directory = makeRepository(fleet({ dev: '1.0.0', staging: '1.0.0', prod: '1.0.0' }, declared));
    const { value, exitCode, stderr } = await get<ApplicationOverview[]>(directory, 'applications');
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
    const web = value.find(({ name, source }) => name === 'web' && source === 'file');
    expect(web?.stages).toHaveLength(count);
    expect(web?.stages.find(({ name }) => name === 'dev')?.images).toEqual([image('1.0.0')]);
  });

  test('an Application file without a name, and one of another version', async () => {
    const directory = makeRepository({
      ...fleet({ dev: '1', staging: '1', prod: '1' }),
      '.phylake/nameless': 'apiVersion: phylake.io/v1alpha1\nkind: Application\nmetadata: {}\n',
      '.phylake/other': 'apiVersion: acme.io/v1\nkind: Application\nmetadata: {name: x}\n',
    });
    const { stderr, exitCode } = await get(directory, 'applications');
    expect(stderr).toContain('.phylake/nameless:1: Application without metadata.name: give it a name');
    expect(stderr).toContain(".phylake/other:1: Application has the apiVersion 'acme.io/v1'");
    expect(exitCode).toBe(3);
  });

  test('one stage in two files that disagree', async () => {
    const directory = makeRepository({
      ...fleet({ dev: '1', staging: '1', prod: '1' }),
      ...card('web', { stages: [stageOf('dev', undefined, { resources: { path: 'apps' } })] }, '.phylake'),
    });
    const { stderr, exitCode } = await get(directory, 'applications');
    expect(stderr).toMatch(
      /application web: stage dev on dev is declared otherwise in \.phylake\/web\.yaml:\d+/,
    );
    expect(exitCode).toBe(3);
  });
});

test('clusters that no Application file names: applications are read off Flux', async () => {
  const files: Record<string, string> = fleet({
    dev: '1.1.0',
    staging: '1.0.0',
    prod: '1.0.0',
  });
  delete files['.securitytower/web.yaml'];
  const { value, exitCode } = await get<ApplicationOverview[]>(makeRepository(files), 'applications');
  expect(
    value.map(({ name, owner, source, stages: of }) => ({ name, owner, source, of: of.map(brief) })),
  ).toEqual([
    {
      name: 'web',
      owner: null,
      source: 'flux',
      of: ['dev', 'prod', 'staging'].map((name) => ({
        name,
        images: [image(name === 'dev' ? '1.1.0' : '1.0.0')],
        behind: null,
        skipped: null,
      })),
    },
  ]);
  expect(exitCode).toBe(0);
});

test('selected, sorted, by cluster, and described', async () => {
  const directory = makeRepository({
    ...fleet({ dev: '1.1.0', staging: '1.0.0', prod: '1.0.0' }),
    ...card('other', { stages: [stageOf('dev')] }),
  });
  const names = async (...more: readonly string[]): Promise<readonly string[]> =>
    (await get<StageRow[]>(directory, 'stages', ...more)).value.map(
      ({ application, name }) => `${application}/${name}`,
    );
  expect(await names('-l', 'team=web', '--sort-by', 'name')).toEqual(['web/dev', 'web/prod', 'web/staging']);
  expect(await names('-l', 'team!=web')).toEqual(['other/dev']);
  expect(await names('-c', 'dev')).toEqual(['other/dev', 'web/dev']);
  const describe = (...args: readonly string[]) =>
    fleetkeepHere(['describe', ...args, '--repository', directory]);
  const { stdout } = await describe('stage', 'web/staging');
  expect(stdout).toMatch(/^Stage: +web\/staging\nCluster: +staging\n/);
  expect(stdout).toContain(`Images:          ${image('1.0.0')}\n`);
  expect(await describe('application', 'wep')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('did you mean web?') as string,
  });
  expect((await describe('cluster', 'prod')).stdout).toMatch(/^Cluster: +prod\n/);
  for (const [kind, name] of [
    ['stage', 'web/staging'],
    ['application', 'web'],
    ['cluster', 'prod'],
  ] as const)
    expectToMatchSchema(`describe-${kind}`, (await describe(kind, name, '-o', 'json')).stdout);
  expect(await get(directory, 'stages', '-c', 'nowhere').catch(String)).toContain(
    "--cluster 'nowhere' is not among",
  );
});

test('what was there from the beginning skipped nothing: nobody knows what was before', async () => {
  const directory = makeRepository(fleet({ dev: '1.1.0', staging: '1.0.0', prod: '0.9.0' }));
  const { value } = await get<StageRow[]>(directory, 'stages');
  expect(value.map(({ behind, skipped }) => [behind, skipped])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ]);
});
