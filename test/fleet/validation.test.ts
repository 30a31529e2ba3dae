import { AccessGrant, AccessGrantProps } from '../../fleet/access-grant';
import type { AzureProps } from '../../fleet/azure-props';
import { Application, ApplicationProps } from '../../fleet/application';
import { Fleet } from '../../fleet/fleet';
import type { Control } from '../../fleet/hardening-controls';
import { Tenant, TenantProps } from '../../fleet/tenant';
import { declareCluster, declareFleet, emptyLock, problemsOf } from './declare';

const group = '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70';

function grant(fleet: Fleet, props: Partial<AccessGrantProps>, name = 'inc-1'): void {
  new AccessGrant(fleet, name, {
    cluster: 'a',
    group,
    role: 'reader',
    startsAt: '2026-12-01T08:00Z',
    expires: { hours: 4 },
    reason: 'outage',
    ticket: 'INC-1',
    ...props,
  });
}

function tenant(fleet: Fleet, props: Partial<TenantProps> = {}, name = 'shop'): Tenant {
  return new Tenant(fleet, name, { stages: ['dev'], ...props });
}

function application(fleet: Fleet, props: Partial<ApplicationProps>): void {
  new Application(tenant(fleet), 'web', { owner: 'shop', images: { dev: 'r.io/web:1' }, ...props });
}

/** What is declared, and what the one problem that it has must say: the name, the value given, the fix. */
const table: readonly (readonly [string, (fleet: Fleet) => void, readonly (string | RegExp)[]])[] = [
  [
    'unknown stage',
    (f) => declareCluster(f, 'b', { stage: 'pord' }),
    ["cluster 'b'", "'pord'", "did you mean 'prod'?"],
  ],
  [
    'patch version',
    (f) => declareCluster(f, 'b', { kubernetesVersion: '1.34.2' }),
    ["cluster 'b'", "'1.34.2'", "'1.34'"],
  ],
  ['long name', (f) => declareCluster(f, 'x'.repeat(80)), ['80 characters', '1 to 54']],
  ['upper case', (f) => declareCluster(f, 'Prod'), ["cluster 'Prod'", 'lower-case']],
  [
    'region with blank',
    (f) => declareCluster(f, 'b', { location: 'West Europe' }),
    ["'West Europe'", "'northeurope'"],
  ],
  ['duplicate cluster', (f) => declareCluster(f, 'a'), ["cluster 'a'", 'declared twice']],
  [
    'host bits',
    (f) => declareCluster(f, 'b', { addressSpace: '10.9.1.0/20' }),
    ["cluster 'b'", "'10.9.1.0/20'", 'CIDR'],
  ],
  [
    'public range',
    (f) => declareCluster(f, 'b', { addressSpace: '8.8.0.0/20' }),
    ["cluster 'b'", "'8.8.0.0/20'", 'RFC 1918'],
  ],
  [
    'too small',
    (f) => declareCluster(f, 'b', { addressSpace: '10.9.0.0/28' }),
    ["cluster 'b'", '/28', '/24'],
  ],
  [
    'pods over nodes',
    (f) => declareCluster(f, 'b', { addressSpace: '10.9.0.0/20', podCidr: '10.8.0.0/14' }),
    ["cluster 'b'", 'podCidr', '10.9.0.0/20', 'overlaps'],
  ],
  [
    'service over hub',
    (f) => declareCluster(f, 'b', { serviceCidr: '10.0.0.0/16' }),
    ["cluster 'b'", 'serviceCidr', 'hub of westeurope'],
  ],
  [
    'world',
    (f) => declareCluster(f, 'b', { apiServer: { mode: 'public', authorizedIpRanges: ['0.0.0.0/0'] } }),
    ["cluster 'b'", "'0.0.0.0/0'", 'name your networks'],
  ],
  [
    'nobody',
    (f) => declareCluster(f, 'b', { apiServer: { mode: 'public', authorizedIpRanges: [] } }),
    ["cluster 'b'", 'list your networks'],
  ],
  [
    'administrators',
    (f) => declareCluster(f, 'b', { administratorGroup: 'admins' }),
    ["cluster 'b'", "'admins'", 'UUID'],
  ],
  [
    'pool name',
    (f) => declareCluster(f, 'b', { nodePools: [{ name: 'Apps', vmSize: 'x' }] }),
    ["cluster 'b'", "'Apps'", 'lower-case'],
  ],
  [
    'pool twice',
    (f) => declareCluster(f, 'b', { nodePools: [{ name: 'system', vmSize: 'x' }] }),
    ["'system'", 'twice'],
  ],
  [
    'pool counts',
    (f) => declareCluster(f, 'b', { nodePools: [{ name: 'p', vmSize: 'x', minCount: 5, maxCount: 2 }] }),
    ['minCount 5', 'maxCount 2'],
  ],
  [
    'exception without reason',
    (f) =>
      declareCluster(f, 'b', { exceptions: [{ control: 'fips-nodes', reason: ' ', expires: '2027-01-01' }] }),
    ["'fips-nodes'", 'reason'],
  ],
  [
    'exception without end',
    (f) => declareCluster(f, 'b', { exceptions: [{ control: 'fips-nodes', reason: 'x', expires: 'later' }] }),
    ["'fips-nodes'", "'later'", '2027-06-30'],
  ],
  [
    'exception to no control',
    (f) =>
      declareCluster(f, 'b', {
        exceptions: [{ control: 'fips' as Control, reason: 'slow', expires: '2027-06-30' }],
      }),
    ["cluster 'b'", "'fips'", 'no control that can be given up; known: no-run-command'],
  ],
  [
    'zones in a region without',
    (f) => declareCluster(f, 'b', { location: 'westus', nodePools: [] }),
    ["cluster 'b'", "node pool 'system'", 'zones 1, 2, 3', "'westus'", 'zones: []'],
  ],
  [
    'a zone that is none',
    (f) => declareCluster(f, 'b', { nodePools: [{ name: 'apps', vmSize: 'x', zones: ['1', '4'] }] }),
    ["cluster 'b'", "node pool 'apps'", "'4'", "'1', '2' and '3'"],
  ],
  [
    'pods over services',
    (f) => declareCluster(f, 'b', { podCidr: '172.20.0.0/15' }),
    ["cluster 'b'", 'podCidr (172.20.0.0/15)', 'serviceCidr (172.20.0.0/16)', 'another range'],
  ],
  ['variable', (f) => declareCluster(f, 'b', { variables: { 'a-b': '1' } }), ["cluster 'b'", "'a-b'"]],
  ['budget', (f) => declareCluster(f, 'b', { monthlyBudget: -5 }), ["cluster 'b'", '-5']],
  [
    'tenant of the platform',
    (f) => tenant(f, { namespace: 'kube-public' }),
    ["tenant 'shop'", "'kube-public'", 'choose another'],
  ],
  [
    'a rule of a tenant that names everything',
    (f) => tenant(f, { rules: [{ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }] }),
    ["tenant 'shop'", `apiGroups is ["*"]`, 'name what is needed'],
  ],
  [
    'a rule of a tenant that names nothing',
    (f) => tenant(f, { rules: [{ apiGroups: [''], resources: [], verbs: ['get'] }] }),
    ["tenant 'shop'", 'resources is []', 'name at least one'],
  ],
  [
    'a rule of a tenant that leads everywhere',
    (f) => tenant(f, { rules: [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'] }] }),
    ["tenant 'shop'", "the verb 'impersonate'", 'leave it out'],
  ],
  ['tenant without stage', (f) => tenant(f, { stages: [] }), ["tenant 'shop'", 'no stage']],
  ['tenant in unknown stage', (f) => tenant(f, { stages: ['prdo'] }), ["'prdo'", "did you mean 'prod'?"]],
  [
    'two tenants, one namespace',
    (f) => (tenant(f), tenant(f, { namespace: 'shop' }, 'web')),
    ["tenant 'web'", "'shop'"],
  ],
  [
    'path out of the repository',
    (f) => tenant(f, { source: { url: 'https://x/y', path: '../..' } }),
    ["'../..'", 'inside'],
  ],
  [
    'application in unknown stage',
    (f) => application(f, { images: { prod: 'r.io/web:1' } }),
    ["application 'web'", "'prod'", "tenant 'shop'"],
  ],
  [
    'no image reference',
    (f) => application(f, { images: { dev: 'r.io/Web: 1' } }),
    ["'r.io/Web: 1'", 'sha256'],
  ],
  ['low port', (f) => application(f, { port: 80 }), ["application 'web'", 'port 80', '1024']],
  ['no owner', (f) => application(f, { owner: '' }), ["application 'web'", 'owner']],
  ['replicas without image', (f) => application(f, { replicas: { prod: 2 } }), ["'prod'", 'no image']],
  [
    'grant without end',
    (f) => grant(f, { expires: undefined }),
    ["access grant 'inc-1'", "cluster 'a'", 'nothing', '{ hours: 4 }'],
  ],
  ['grant with two ends', (f) => grant(f, { expires: { hours: 1, days: 1 } }), ["cluster 'a'", '"hours":1']],
  ['grant for half a year', (f) => grant(f, { expires: { days: 180 } }), ["cluster 'a'", '90 days']],
  [
    'grant that ended before',
    (f) => grant(f, { expires: { at: '2026-11-30T00:00Z' } }),
    ["cluster 'a'", '2026-12-01T08:00Z', 'later end'],
  ],
  [
    'grant without zone',
    (f) => grant(f, { startsAt: '2026-12-01' }),
    ["'2026-12-01'", "'2026-12-01T08:00Z'"],
  ],
  [
    'grant on unknown cluster',
    (f) => grant(f, { cluster: 'b' }),
    ["access grant 'inc-1'", "'b'", "did you mean 'a'?"],
  ],
  ['grant to a name', (f) => grant(f, { group: 'ops' }), ["'ops'", 'UUID']],
  ['writer everywhere', (f) => grant(f, { role: 'writer' }), ["cluster 'a'", "'writer'", 'namespace']],
  [
    'administrators whom nobody could approve',
    (f) => grant(f, { role: 'cluster-admin' }),
    ["access grant 'inc-1'", "'cluster-admin'", "cluster 'a'", 'administratorGroup'],
  ],
  [
    'two grants of the same at the same time',
    (f) => (grant(f, {}), grant(f, { startsAt: '2026-12-01T10:00Z' }, 'inc-2')),
    ["access grant 'inc-2'", "'reader'", "'inc-1' until 2026-12-01T12:00:00.000Z", 'extend that one'],
  ],
  ['no ticket', (f) => grant(f, { ticket: '' }), ["cluster 'a'", 'ticket']],
];

describe('a declaration is refused with the name, the value and the fix', () => {
  test.each(table)('%s', (_name, declare, words) => {
    const fleet = declareFleet();
    declareCluster(fleet, 'a');
    declare(fleet);
    const problems = problemsOf(fleet);
    expect(problems).toHaveLength(1);
    for (const word of words) expect(problems[0]).toContain(word);
    expect(problems[0]).toMatch(/^(declare|validation\.test)\.ts:\d+: /);
    expect(problems[0]).not.toContain('undefined');
  });
});

describe('the fleet as a whole', () => {
  test.each(['tenantId', 'subscriptionId'] as const)('a missing %s, with the line of the fleet', (field) => {
    const azure: Partial<AzureProps> = { ...declareFleet().props.azure, [field]: undefined };
    const fleet = declareFleet({ azure: azure as AzureProps });
    declareCluster(fleet, 'a');
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^declare\\.ts:\\d+: fleet 'acme': azure\\.${field} '' is no UUID; 'az account show' prints it$`,
        ),
      ),
    ]);
  });

  test('a region that got zones since is said to have them', () => {
    const azure = { ...declareFleet().props.azure, regionsWithoutZones: ['eastasia'] };
    const fleet = declareFleet({ azure });
    declareCluster(fleet, 'a', { location: 'westus' });
    expect(problemsOf(fleet)).toEqual([]);
    declareCluster(fleet, 'b', { location: 'eastasia', zones: [] });
    expect(problemsOf(fleet)).toEqual([]);
    const { hubs } = fleet.resolve(emptyLock).fleet;
    expect(hubs.map(({ location, zones }) => [location, zones])).toEqual([
      ['westus', ['1', '2', '3']],
      ['eastasia', []],
    ]);
  });

  test('one grant after the other is fine', () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'a');
    grant(fleet, {});
    grant(fleet, { startsAt: '2026-12-01T12:00Z' }, 'inc-2');
    expect(problemsOf(fleet)).toEqual([]);
  });

  test('a valid declaration has no problem', () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'a');
    application(fleet, {});
    grant(fleet, {});
    expect(problemsOf(fleet)).toEqual([]);
  });

  test('says where the statement is', () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'a', { stage: 'nowhere' });
    expect(problemsOf(fleet)[0]).toMatch(/^declare\.ts:\d+: cluster 'a': /);
  });

  test('reports all problems at once', () => {
    const fleet = declareFleet({ stages: ['dev', 'dev'] });
    declareCluster(fleet, 'a', { stage: 'x', kubernetesVersion: 'latest' });
    declareCluster(fleet, 'a', { addressSpace: 'none' });
    const text = problemsOf(fleet).join('\n');
    for (const word of ['twice', "'x'", "'latest'", "'none'", 'declared twice']) expect(text).toContain(word);
    expect(problemsOf(fleet)).toHaveLength(5);
  });

  test('chosen ranges of two clusters that overlap name both', () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'a', { addressSpace: '10.80.0.0/16' });
    declareCluster(fleet, 'b', { addressSpace: '10.80.16.0/20' });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^declare\.ts:\d+: cluster 'b' \(10\.80\.16\.0\/20\) overlaps cluster 'a' \(10\.80\.0\.0\/16\); give one of them another addressSpace$/,
      ),
    ]);
  });

  test('layout single takes one cluster', () => {
    const fleet = declareFleet({ layout: 'single' });
    declareCluster(fleet, 'a');
    expect(problemsOf(fleet)).toEqual([]);
    declareCluster(fleet, 'b');
    expect(problemsOf(fleet).join()).toContain(
      "layout 'single' has room for one cluster, 2 are declared (a, b)",
    );
  });

  test('a production path needs an owner, a path of dev does not', () => {
    const owners = {
      '/cluster/b/': ['@acme/b'],
      '/policies/': ['@acme/s'],
      '/infrastructure/': ['@acme/p'],
      '/tenants/': ['@acme/p'],
    };
    const fleet = declareFleet({
      github: { owner: 'acme', repository: 'fleet', plan: 'team', codeOwners: owners },
    });
    declareCluster(fleet, 'a');
    declareCluster(fleet, 'b', { stage: 'prod' });
    expect(problemsOf(fleet)).toEqual([]);
    declareCluster(fleet, 'c', { stage: 'prod' });
    expect(problemsOf(fleet)).toEqual([
      expect.stringContaining(
        "fleet 'acme': github.codeOwners: nobody owns '/cluster/c/', which cluster 'c' reads; add '/cluster/c/': ['@acme/…']",
      ),
    ]);
  });

  test("a password in a tenant's address is refused and not repeated", () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'a');
    tenant(fleet, { source: { url: 'https://user:hunter2@example.com/x' } });
    expect(problemsOf(fleet)).toHaveLength(1);
    expect(problemsOf(fleet)[0]).not.toContain('hunter2');
  });

  test('a pack must not name an unknown stage, nor two packs a constraint with other parameters', () => {
    const pack = {
      id: 'p',
      constraints: [{ policy: 'x', name: 'one', parameters: {} }],
      enforcement: { qa: 'deny' },
    } as const;
    const other = { policy: 'x', name: 'one', parameters: { a: 1 } };
    const fleet = declareFleet({
      policies: [
        pack,
        { ...pack, id: 'q', constraints: [other], enforcement: {} },
        { ...pack, id: 'shares', enforcement: {} },
      ],
    });
    declareCluster(fleet, 'a');
    const problems = problemsOf(fleet);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain("stage 'qa'");
    expect(problems[1]).toContain("constraint 'one' is in 'p' already, with other parameters");
  });

  test('a pack is taken once', () => {
    const pack = { id: 'p', enforcement: {} };
    const one = { policy: 'x', name: 'one', parameters: {} };
    const two = { policy: 'x', name: 'two', parameters: {} };
    const fleet = declareFleet({
      policies: [
        { ...pack, constraints: [one] },
        { ...pack, constraints: [two] },
      ],
    });
    declareCluster(fleet, 'a');
    expect(problemsOf(fleet)).toEqual([
      expect.stringContaining("fleet 'acme': policies 'p': the pack is there twice; remove one"),
    ]);
  });
});
