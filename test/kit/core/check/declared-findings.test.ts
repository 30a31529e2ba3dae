import type { CheckReport } from '../../../../kit/core/check/check-report';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, manifests } from '../../support/manifests';
import { commit, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const path = '.securitytower/cluster-prod-weu.yaml';

function card(lifecycle: string, expires?: string): string {
  return manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name: 'prod-weu', labels: { 'fleetkeep.dev/lifecycle': lifecycle } },
    spec: {
      delivery: { engine: 'flux', entry: './clusters/prod' },
      ...(expires === undefined
        ? {}
        : { exceptions: [{ control: 'fips-nodes', reason: 'measured', expires }] }),
    },
  });
}

async function checked(repository: string, now: string, ...args: readonly string[]) {
  const options = ['check', '--repository', repository, '-o', 'json', ...args];
  const { stdout, stderr, exitCode } = await fleetkeepHere(options, undefined, { now: new Date(now) });
  expect(stderr).toBe('');
  expectToMatchSchema('check', stdout);
  const { findings } = JSON.parse(stdout) as CheckReport;
  return { findings, exitCode };
}

describe('an exception to a hardened default', () => {
  const repository = makeRepository({ ...cleanCluster(), [path]: card('active', '2027-06-30') });

  test('holds on its last day', async () => {
    expect(await checked(repository, '2027-06-30T23:59:59Z')).toEqual({ findings: [], exitCode: 0 });
  });

  test('is a finding from then on, with its place', async () => {
    const { findings, exitCode } = await checked(repository, '2027-07-01T00:00:00Z');
    expect(exitCode).toBe(1);
    expect(findings).toEqual([
      expect.objectContaining({
        policy: 'HardeningException',
        constraint: 'fips-nodes',
        severity: 'high',
        enforcement: 'warn',
        state: 'existing',
        cluster: 'prod-weu',
        file: path,
        message: expect.stringContaining(
          'expired at the end of 2027-06-30; take it out of fleet.ts',
        ) as unknown,
      }),
    ]);
  });

  test('whose end cannot be read never ends well', async () => {
    const bad = makeRepository({ ...cleanCluster(), [path]: card('active', 'some day') });
    const { findings } = await checked(bad, '2026-12-01T00:00:00Z');
    expect(findings[0]?.message).toContain("has no end that can be read ('some day')");
  });

  test('that a change adds is new', async () => {
    const changed = makeRepository({ ...cleanCluster(), [path]: card('active') });
    const base = git(changed, 'rev-parse', 'HEAD');
    write(changed, { [path]: card('active', '2026-06-30') });
    commit(changed);
    const { findings } = await checked(changed, '2026-12-01T00:00:00Z', '--base', base);
    expect(findings.map(({ state }) => state)).toEqual(['new']);
  });
});

test('an exception of the fleet itself is of no cluster', async () => {
  const fleet = manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Fleet',
    metadata: { name: 'acme' },
    spec: {
      exceptions: ['one', 'two'].map((name) => ({
        control: 'no-secret-in-state',
        stack: 'extra',
        resource: `azurerm_redis_cache.${name}`,
        reason: 'Its client knows no Entra ID yet',
        expires: '2027-06-30',
      })),
    },
  });
  const repository = makeRepository({
    ...cleanCluster(),
    [path]: card('active'),
    '.securitytower/fleet.yaml': fleet,
  });
  expect((await checked(repository, '2027-06-30T23:59:59Z')).findings).toEqual([]);
  const { findings, exitCode } = await checked(repository, '2027-07-01T00:00:00Z');
  expect(exitCode).toBe(1);
  expect(findings.map(({ cluster, constraint }) => [cluster, constraint])).toEqual([
    ['', "no-secret-in-state of azurerm_redis_cache.one in stack 'extra'"],
    ['', "no-secret-in-state of azurerm_redis_cache.two in stack 'extra'"],
  ]);
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  expect((await checked(repository, '2027-07-01T00:00:00Z', '-c', 'prod-weu')).findings).toEqual([]);
});

describe('an access grant', () => {
  test('that has ended is to be tidied up', async () => {
    const grant = manifests({
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'AccessGrant',
      metadata: { name: 'inc-1' },
      spec: {
        cluster: 'prod-weu',
        group: '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70',
        role: 'reader',
        startsAt: '2026-12-01T08:00Z',
        expires: { hours: 4 },
        reason: 'events',
        ticket: 'INC-1',
      },
    });
    const repository = makeRepository({
      ...cleanCluster(),
      [path]: card('active'),
      '.securitytower/grants/a.yaml': grant,
    });
    expect((await checked(repository, '2026-12-01T11:59:59Z')).findings).toEqual([]);
    expect((await checked(repository, '2026-12-01T12:00:00Z')).findings).toEqual([
      expect.objectContaining({
        policy: 'AccessGrantEnded',
        severity: 'low',
        file: '.securitytower/grants/a.yaml',
      }),
    ]);
  });
});

describe('deleting a cluster', () => {
  const second = manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name: 'prod-neu', labels: { 'fleetkeep.dev/lifecycle': 'active' } },
    spec: { delivery: { engine: 'flux', entry: './clusters/neu' } },
  });

  async function afterDeletion(of: string) {
    const repository = makeRepository({
      ...cleanCluster(),
      [path]: card('active'),
      '.securitytower/cluster-prod-neu.yaml': of,
    });
    const base = git(repository, 'rev-parse', 'HEAD');
    git(repository, 'rm', '--quiet', '.securitytower/cluster-prod-neu.yaml');
    commit(repository);
    return checked(repository, '2026-12-01T00:00:00Z', '--base', base);
  }

  test('that was not retired first is refused', async () => {
    const { findings, exitCode } = await afterDeletion(second);
    expect(exitCode).toBe(1);
    expect(findings).toEqual([
      expect.objectContaining({
        policy: 'ClusterRetirement',
        severity: 'critical',
        enforcement: 'deny',
        state: 'new',
        cluster: 'prod-neu',
        message: expect.stringContaining(
          "Set lifecycle: 'retiring', merge, run 'cdktf destroy cluster-prod-neu'",
        ) as unknown,
      }),
    ]);
  });

  test('that was retired is fine', async () => {
    const { findings } = await afterDeletion(second.replace('active', 'retiring'));
    expect(findings).toEqual([]);
  });

  test("another product's card says no lifecycle, and so nothing", async () => {
    const { findings } = await afterDeletion(second.replace('fleetkeep.dev/lifecycle', 'team'));
    expect(findings).toEqual([]);
  });
});
