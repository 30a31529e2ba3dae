import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Grant } from '../../../../kit/core/grants/grants';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, manifests } from '../../support/manifests';
import { makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const group = '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70';
const now = new Date('2026-12-01T09:00:00Z');
const card = manifests({
  apiVersion: 'securitytower.io/v1alpha1',
  kind: 'Cluster',
  metadata: { name: 'prod-weu', labels: { 'fleetkeep.dev/lifecycle': 'active' } },
  spec: { delivery: { engine: 'flux', entry: './clusters/prod' } },
});

function grant(name: string, spec: object = {}): string {
  return manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'AccessGrant',
    metadata: { name },
    spec: {
      cluster: 'prod-weu',
      group,
      role: 'reader',
      startsAt: '2026-12-01T08:00Z',
      expires: { hours: 4 },
      reason: 'Read the events of the outage',
      ticket: 'INC-4711',
      ...spec,
    },
  });
}

function repositoryWith(files: Readonly<Record<string, string>> = {}): string {
  return makeRepository({ ...cleanCluster(), '.securitytower/cluster-prod-weu.yaml': card, ...files });
}

const requested = {
  name: 'inc-4712',
  cluster: 'prod-weu',
  group,
  role: 'reader',
  hours: '4',
  reason: 'Read the events',
  ticket: 'INC-4712',
};

function request(repository: string, options: Readonly<Record<string, string | undefined>> = {}) {
  const flags = Object.entries({ ...requested, ...options }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return fleetkeepHere(['access', 'request', '--repository', repository, ...flags], undefined, { now });
}

describe('get grants', () => {
  const repository = repositoryWith({
    '.securitytower/grants/running.yaml': grant('running'),
    '.securitytower/grants/later.yaml': grant('later', { startsAt: '2026-12-02T08:00Z' }),
    '.securitytower/grants/over.yaml': grant('over', { startsAt: '2026-11-01T08:00Z' }),
    // What was synthesised of the first, and says the same.
    '.securitytower/grant-running.yaml': grant('running', { expires: { at: '2026-12-01T12:00:00.000Z' } }),
  });

  test('each once, with its state at this time', async () => {
    const args = ['get', 'grants', '--repository', repository, '-o', 'json'];
    const { stdout, exitCode } = await fleetkeepHere(args, undefined, { now });
    expectToMatchSchema('grants', stdout);
    expect(exitCode).toBe(0);
    const grants = JSON.parse(stdout) as Grant[];
    expect(grants.map(({ name, state }) => [name, state])).toEqual([
      ['over', 'ended'],
      ['running', 'active'],
      ['later', 'pending'],
    ]);
    expect(grants[1]).toMatchObject({
      startsAt: '2026-12-01T08:00:00.000Z',
      endsAt: '2026-12-01T12:00:00.000Z',
      file: '.securitytower/grants/running.yaml',
      namespace: null,
    });
  });

  test('of another cluster none', async () => {
    const { stdout } = await fleetkeepHere([
      'get',
      'grants',
      '--repository',
      repository,
      '-c',
      'x',
      '-o',
      'json',
    ]);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test('one that is not understood is said, and the exit code is 3', async () => {
    const bad = repositoryWith({ '.securitytower/grants/bad.yaml': grant('bad', { expires: {} }) });
    const { stderr, exitCode } = await fleetkeepHere(['get', 'grants', '--repository', bad]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("access grant 'bad': cluster 'prod-weu': expires is {}; a grant must end");
  });
});

test('a file of grants that is no YAML may hold one: exit code 3', async () => {
  const bad = repositoryWith({ '.securitytower/grants/bad.yaml': 'kind: [' });
  const { stderr, exitCode } = await fleetkeepHere(['get', 'grants', '--repository', bad]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('.securitytower/grants/bad.yaml:1');
});

describe('access request', () => {
  test('writes a file that get grants reads back', async () => {
    const repository = repositoryWith();
    const { exitCode, stderr } = await request(repository);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'written to .securitytower/grants/inc-4712.yaml; commit it, and open a pull request\n',
    });
    const listed = await fleetkeepHere(
      ['get', 'grants', '--repository', repository, '-o', 'json'],
      undefined,
      { now },
    );
    expect(JSON.parse(listed.stdout)).toEqual([
      expect.objectContaining({
        name: 'inc-4712',
        state: 'active',
        startsAt: '2026-12-01T09:00:00.000Z',
        endsAt: '2026-12-01T13:00:00.000Z',
        ticket: 'INC-4712',
      }),
    ]);
  });

  test.each<readonly [string, Readonly<Record<string, string | undefined>>, RegExp]>([
    ['no end', { hours: undefined }, /an access request ends: say one of --hours, --days and --ends-at/],
    ['two ends', { days: '1' }, /an access request ends: say one of/],
    ['too long', { hours: undefined, days: '91' }, /lasts longer than 90 days/],
    ['no number', { hours: 'four' }, /expires is \{"hours":null\}; a grant must end/],
    ['over before it starts', { hours: '-1' }, /ends at or before its start/],
    ['no group', { group: 'admins' }, /group 'admins' is no object id \(a UUID\)/],
    ['no ticket', { ticket: undefined }, /an access request needs --ticket/],
    ['an empty reason', { reason: ' ' }, /has no reason/],
    ['no such cluster', { cluster: 'prod-wue' }, /cluster 'prod-wue' is unknown; did you mean 'prod-weu'\?/],
    ['no such role', { role: 'root' }, /argument 'root' is invalid/],
    ['a writer of everything', { role: 'writer' }, /role 'writer' is for one namespace/],
    [
      'a time without a zone',
      { 'starts-at': '2026-12-01T08:00' },
      /startsAt '2026-12-01T08:00' is no time with a zone/,
    ],
    ['a name that leads out', { name: '../../fleet' }, /metadata\.name '\.\.\/\.\.\/fleet' is no name/],
  ])('%s: exit code 2, and nothing is written', async (_title, options, message) => {
    const repository = repositoryWith();
    const { exitCode, stderr, stdout } = await request(repository, options);
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(existsSync(join(repository, '.securitytower/grants'))).toBe(false);
  });

  test('a name that is taken is not written over', async () => {
    const repository = repositoryWith({ '.securitytower/grants/x.yaml': grant('inc-4712') });
    const { exitCode, stderr } = await request(repository);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("access grant 'inc-4712' is in .securitytower/grants/x.yaml already");
    expect(readFileSync(join(repository, '.securitytower/grants/x.yaml'), 'utf8')).toBe(grant('inc-4712'));
  });
});
