import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

import type { ImageStatus } from '../../../../kit/core/images/outdated';
import type { NotEvaluated } from '../../../../kit/core/not-evaluated';
import { type FaultyRegistry, faulty } from '../../../registry/faults';
import { buildTimeout } from '../../../registry/program';
import { push, type Registry, startRegistry } from '../../../registry/registry';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, deployment, manifests } from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';
import { temporaryDirectory } from '../../support/temporary';

let registry: Registry;
let proxy: FaultyRegistry;
let before: string;
const now = new Date('2026-11-26T00:00:00Z');

beforeAll(async () => {
  registry = await startRegistry({ maxTags: 3 });
  before = await push(registry, 'shop/web', ['1.2.0'], {
    created: '2026-01-01T00:00:00Z',
    content: 'before',
  });
  await push(registry, 'shop/web', ['1.2.0', '1.2.1'], { created: '2026-02-01T00:00:00Z' });
  await push(registry, 'shop/web', ['1.3.0', '2.0.0'], { created: '2026-03-03T00:00:00Z', index: true });
  await push(registry, 'shop/web', ['3.0.0-rc.1', 'latest', '9.0.0-alpine']);
}, buildTimeout);
afterAll(() => registry.stop());
beforeEach(async () => (proxy = await faulty(registry)));
afterEach(() => proxy.stop());

function fleet(images: Readonly<Record<string, string>>, files: Files = {}): string {
  const apps = Object.entries(images).map(([name, image]) =>
    deployment(name, false, image.replace('HOST', proxy.host)),
  );
  return makeRepository({ ...cleanCluster(), 'apps/web.yaml': manifests(...apps), ...files });
}

async function outdated(repository: string, ...args: readonly string[]) {
  const command = ['images', 'outdated', '--repository', repository, '-o', 'json'];
  const home = temporaryDirectory();
  const variables = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: home,
    DOCKER_CONFIG: home,
  };
  const outcome = await fleetkeepHere([...command, ...args], undefined, { now, variables });
  if (outcome.stdout === '') return { ...outcome, images: [] as readonly ImageStatus[] };
  expectToMatchSchema('images-outdated', outcome.stdout);
  const report = JSON.parse(outcome.stdout) as { readonly images: readonly ImageStatus[] };
  return { ...outcome, images: report.images };
}

const states = (images: readonly ImageStatus[]): Record<string, string> =>
  Object.fromEntries(
    images.map((one) => [one.uses[0]?.name ?? '', `${one.state} ${one.newest} ${one.update} ${one.behind}`]),
  );

test('every state, with how far behind and since when', async () => {
  const repository = fleet({
    alpine: 'HOST/shop/web:9.0.0-alpine',
    candidate: 'HOST/shop/web:3.0.0-rc.1',
    gone: 'HOST/shop/web:1.1.0',
    moved: `HOST/shop/web:2.0.0@${before}`,
    newest: 'HOST/shop/web:2.0.0',
    old: 'HOST/shop/web:1.2.0',
    pinned: `HOST/shop/web@${before}`,
    rolling: 'HOST/shop/web:latest',
  });
  const { images, exitCode } = await outdated(repository, '--registry', proxy.address);
  expect(states(images)).toEqual({
    alpine: 'current null null 0',
    candidate: 'current null null 0',
    gone: 'missing null null null',
    moved: 'moved null null 0',
    newest: 'current null null 0',
    old: 'outdated 2.0.0 major 3',
    pinned: 'unknown null null null',
    rolling: 'unknown null null null',
  });
  expect(exitCode).toBe(3);
  expect(images.find(({ state }) => state === 'outdated')).toMatchObject({
    created: '2026-02-01T00:00:00Z',
    newestCreated: '2026-03-03T00:00:00Z',
    ageDays: 298,
    behindDays: 30,
    uses: [{ cluster: 'prod', file: 'apps/web.yaml', kustomization: 'flux-system/apps' }],
  });
});

test('clean is 0, outdated is 1', async () => {
  const run = async (image: string) =>
    (await outdated(fleet({ web: image }), '--registry', proxy.address)).exitCode;
  expect(await run('HOST/shop/web:2.0.0')).toBe(0);
  expect(await run('HOST/shop/web:1.3.0')).toBe(1);
});

const policy = (...rules: readonly object[]): Files => ({
  '.securitytower/images.yaml': stringify({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'ImagePolicy',
    metadata: { name: 'images' },
    spec: { rules: rules.map((rule) => ({ images: [`${proxy.host}/shop/*`], ...rule })) },
  }),
});

test.each([
  [{ level: 'patch' }, 'outdated 1.2.1 patch 1'],
  [{ level: 'minor', ignore: ['1.3.0'] }, 'outdated 1.2.1 patch 1'],
  [{ level: 'pin', reason: 'until the migration' }, 'pinned null null null'],
  [{ prereleases: true }, 'outdated 3.0.0-rc.1 major 4'],
  [{ match: '^1\\.' }, 'outdated 1.3.0 minor 2'],
  [{ match: '^1\\.2\\.(?<version>.*)$' }, 'outdated 1.2.1 major 1'],
  [{ match: '^v' }, 'unknown null null null'],
  [{ match: '^(\\d+\\.?)+!$' }, 'unknown null null null'],
])('policy %j', async (rule, expected) => {
  const { images } = await outdated(
    fleet({ web: 'HOST/shop/web:1.2.0' }, policy(rule)),
    '--registry',
    proxy.address,
  );
  expect(states(images)).toEqual({ web: expected });
  expect(images[0]?.policy).toMatchObject({ file: '.securitytower/images.yaml', line: 7 });
});

test.each<[object, RegExp]>([
  [
    { level: 'huge' },
    /images\.yaml:\d+.*spec\.rules\[0\]\.level "huge" is none; write one of major, minor, patch, pin/,
  ],
  [{ match: '(' }, /\.match '\(' is no regular expression/],
  [
    { images: ['postgres:15'] },
    /\.images 'postgres:15' is no repository; write it with its registry and without a tag/,
  ],
  [{ images: 'x' }, /\.images is no list of names/],
  [{ ignored: ['1'] }, /\.ignored is no field; did you mean ignore/],
  [{ prereleases: 'yes' }, /\.prereleases is neither true nor false/],
  [{ ignore: [1.2] }, /\.ignore is no list of tags; write them in quotation marks/],
])('a policy that is none: %j', async (rule, message) => {
  const repository = fleet({ web: 'HOST/shop/web:2.0.0' }, policy(rule));
  const { exitCode, stdout } = await outdated(repository, '--registry', proxy.address);
  const { notEvaluated } = JSON.parse(stdout) as { notEvaluated: readonly NotEvaluated[] };
  expect(notEvaluated.map(({ file, line, reason }) => `${file}:${line}: ${reason}`).join('\n')).toMatch(
    message,
  );
  expect(exitCode).toBe(3);
});

test('without a registry that may be asked all is unknown, and nobody is asked', async () => {
  const { images, exitCode } = await outdated(fleet({ web: 'HOST/shop/web:2.0.0' }));
  expect(images).toMatchObject([
    { state: 'unknown', reason: `${proxy.host} may not be asked: say --registry ${proxy.host}` },
  ]);
  expect(exitCode).toBe(3);
  expect(proxy.asked).toEqual([]);
});

test('a registry that is down makes its images unknown; those of others are compared', async () => {
  const repository = fleet({ down: '127.0.0.1:1/shop/web:1.2.0', web: 'HOST/shop/web:1.2.0' });
  const { images, exitCode } = await outdated(
    repository,
    '--registry',
    proxy.address,
    '--registry',
    'http://127.0.0.1:1',
  );
  expect(states(images)).toEqual({ down: 'unknown null null null', web: 'outdated 2.0.0 major 3' });
  expect(exitCode).toBe(3);
});

test('a list of tags is asked for once, and ages only where they are wanted', async () => {
  const repository = fleet({ a: 'HOST/shop/web:1.2.0', b: 'HOST/shop/web:1.3.0' });
  await outdated(repository, '--registry', proxy.address, '--no-ages');
  // Seven tags, three a page.
  expect(proxy.asked.map((one) => one.split('?')[0])).toEqual(Array(3).fill('GET /v2/shop/web/tags/list'));
});

test.each([
  [
    ['--registry', 'ftp://x'],
    /--registry 'ftp:\/\/x' is no registry: say for instance --registry ghcr\.io\/acme/,
  ],
  [['--registry', 'https://ann:secret@ghcr.io'], /--registry 'https:\/\/ghcr.io' is no registry/],
  [['--registry', 'ghcr.io/../x'], /is no registry/],
  [
    ['--registry-credentials', 'ghcr.io=ann:secret'],
    /takes HOST=VARIABLE, the name of an environment variable and never its value/,
  ],
  [['--registry-timeout', '0'], /--registry-timeout '0' is not a whole number of seconds above 0/],
])('%j: exit code 2', async (args, message) => {
  const { exitCode, stderr, stdout } = await outdated(fleet({}), ...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('secret');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('the registries of a workspace that is named may be asked; each repository by its own policies', async () => {
  const [one, two] = [
    fleet({ web: 'HOST/shop/web:1.2.0' }, policy({ level: 'patch' })),
    fleet({ web: 'HOST/shop/web:1.2.0' }),
  ];
  const workspace = join(temporaryDirectory(), 'fleetkeep.yaml');
  const repositories = [
    { name: 'one', path: one },
    { name: 'two', path: two },
  ];
  writeFileSync(workspace, stringify({ repositories, registries: [proxy.host] }));
  // Without TLS it is asked where somebody says so.
  const args = [
    'images',
    'outdated',
    '--workspace',
    workspace,
    '--registry',
    proxy.address,
    '--no-ages',
    '-o',
    'json',
  ];
  const { stdout, exitCode } = await fleetkeepHere(args, undefined, { now });
  expectToMatchSchema('images-outdated', stdout);
  const { images } = JSON.parse(stdout) as { readonly images: readonly ImageStatus[] };
  expect(
    images.map(({ newest, uses }) => `${newest} ${uses.map(({ cluster }) => cluster).join()}`).sort(),
  ).toEqual([
    expect.stringMatching(/^1\.2\.1 .*one/) as string,
    expect.stringMatching(/^2\.0\.0 .*two/) as string,
  ]);
  expect(exitCode).toBe(3);
});
