import type { ClusterProps } from '../../fleet/cluster';
import type { AllocationLock } from '../../fleet/allocation';
import { declareCluster, declareFleet, emptyLock, problemsIn } from './declare';

const before: Partial<ClusterProps> = {
  kubernetesVersion: '1.34',
  nodePools: [
    { name: 'apps', vmSize: 'Standard_D4ds_v5' },
    { name: 'batch', vmSize: 'Standard_D4ds_v5', spot: true },
  ],
};

function fleetWith(props: Partial<ClusterProps>, kubernetesVersions?: readonly string[]) {
  const fleet = declareFleet({
    azure: {
      ...declareFleet().props.azure,
      ...(kubernetesVersions === undefined ? {} : { kubernetesVersions }),
    },
  });
  declareCluster(fleet, 'prod-weu', { ...before, ...props });
  return fleet;
}

const lock: AllocationLock = fleetWith({}).resolve(emptyLock).lock;

/** Problems of what is declared after the fleet was synthesised once. */
function problemsNow(
  props: Partial<ClusterProps>,
  remembered = lock,
  kubernetesVersions?: readonly string[],
): readonly string[] {
  return problemsIn(() => fleetWith(props, kubernetesVersions).resolve(remembered));
}

describe('what Azure would answer with a replacement is refused, and explained', () => {
  test.each<readonly [string, Partial<ClusterProps>, string]>([
    [
      'an older version',
      { kubernetesVersion: '1.33' },
      "kubernetesVersion was '1.34' and is now '1.33'; Azure never goes back, it would take a new cluster: keep '1.34'",
    ],
    [
      'two versions at once',
      { kubernetesVersion: '1.36' },
      "kubernetesVersion was '1.34' and is now '1.36'; AKS upgrades by one minor version at a time: take '1.35' first",
    ],
    [
      'another region',
      { location: 'northeurope' },
      "location was 'westeurope' and is now 'northeurope', which Azure answers by replacing the cluster",
    ],
    [
      'a public API server',
      { apiServer: { mode: 'public', authorizedIpRanges: ['203.0.113.0/28'] } },
      "apiServer.mode was 'private' and is now 'public', which Azure answers by replacing",
    ],
    [
      'other addresses',
      { addressSpace: '10.200.0.0/20' },
      "addressSpace was '10.64.0.0/20' and is now '10.200.0.0/20'",
    ],
    ['other pods', { podCidr: '172.24.0.0/16' }, "podCidr was '192.168.0.0/16' and is now '172.24.0.0/16'"],
    [
      'other services',
      { serviceCidr: '172.28.0.0/16' },
      "serviceCidr was '172.20.0.0/16' and is now '172.28.0.0/16'",
    ],
    [
      'no own disk keys',
      { exceptions: [{ control: 'customer-managed-disk-keys', reason: 'slow', expires: '2027-06-30' }] },
      "the key of the disks was the customer's and is now Azure's",
    ],
    [
      'a pool becomes spot',
      { nodePools: [{ name: 'apps', vmSize: 'Standard_D4ds_v5', spot: true }] },
      "node pool 'apps' goes from Azure's usual machines to those that it may take back (spot), which replaces it",
    ],
    [
      'a spot pool becomes usual',
      { nodePools: [{ name: 'batch', vmSize: 'Standard_D4ds_v5' }] },
      "node pool 'batch' goes from machines that Azure may take back (spot)",
    ],
  ])('%s', (_title, props, problem) => {
    const problems = problemsNow(props);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(
      /^day-two\.test\.ts:\d+: cluster 'prod-weu': |^declare\.ts:\d+: cluster 'prod-weu': /,
    );
  });

  test('all at once', () => {
    expect(problemsNow({ kubernetesVersion: '1.33', location: 'northeurope' })).toHaveLength(2);
  });
});

describe('what works in place', () => {
  test.each<readonly [string, Partial<ClusterProps>]>([
    ['nothing', {}],
    ['the next version', { kubernetesVersion: '1.35' }],
    ['larger machines', { nodePools: [{ name: 'apps', vmSize: 'Standard_D16ds_v5' }] }],
    [
      'another pool',
      { nodePools: [...(before.nodePools ?? []), { name: 'gpu', vmSize: 'Standard_D4ds_v5' }] },
    ],
    ['no pool', { nodePools: [] }],
    ['retiring', { lifecycle: 'retiring' }],
  ])('%s', (_title, props) => {
    expect(problemsNow(props)).toEqual([]);
  });

  test('a version that AKS has stopped to offer stays where a cluster has it', () => {
    expect(problemsNow({}, lock, ['1.35', '1.36'])).toEqual([]);
    expect(problemsNow({}, emptyLock, ['1.35', '1.36'])).toEqual([
      expect.stringContaining("kubernetesVersion '1.34' is none that AKS offers (1.35, 1.36, as known in"),
    ]);
  });

  test('a new cluster by a name that was used before is a new cluster', () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'other');
    expect(fleet.resolve(lock).lock.fixed).toEqual({ other: expect.anything() as unknown });
  });
});

test('a version that AKS does not offer is refused with one that it does', () => {
  expect(problemsNow({ kubernetesVersion: '1.20' }, emptyLock)).toEqual([
    expect.stringMatching(
      /^declare\.ts:\d+: cluster 'prod-weu': kubernetesVersion '1\.20' is none that AKS offers \(1\.34, .*take '1\.35'/,
    ),
  ]);
});
