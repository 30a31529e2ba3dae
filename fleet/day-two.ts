import { kubernetesVersions, latestKnown, minorOf } from './kubernetes-versions';
import { ResolvedCluster } from './resolved-fleet';

/**
 * What of a cluster Azure cannot change without making a new one, as it was at the last synth. Remembered in
 * `fleet.lock.json`, so that a replacement is noticed when it is declared, and not when it is applied.
 *
 * Source: arguments that force a new resource in azurerm's `kubernetes_cluster` and `kubernetes_cluster_node_pool`.
 */
export interface FixedShape {
  /** Minor version, for instance `1.34`: it goes up by one, and never down. */
  readonly kubernetesVersion: string;
  readonly location: string;
  readonly apiServer: 'private' | 'public';
  readonly addressSpace: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Whether disks are encrypted with the customer's own key. */
  readonly diskKeys: boolean;
  /** Names of the pools of machines that Azure may take back. */
  readonly spotPools: readonly string[];
  /** Names of the other pools. */
  readonly pools: readonly string[];
}

export function fixedShapeOf(cluster: ResolvedCluster): FixedShape {
  const names = (spot: boolean) =>
    cluster.nodePools.filter((pool) => pool.spot === spot).map((pool) => pool.name);
  return {
    kubernetesVersion: cluster.kubernetesVersion,
    location: cluster.location,
    apiServer: cluster.apiServer.mode,
    addressSpace: cluster.network.addressSpace,
    podCidr: cluster.network.podCidr,
    serviceCidr: cluster.network.serviceCidr,
    diskKeys: !cluster.exceptions.some(({ control }) => control === 'customer-managed-disk-keys'),
    spotPools: names(true),
    pools: names(false),
  };
}

const whatChanges = {
  location: 'location',
  apiServer: 'apiServer.mode',
  addressSpace: 'addressSpace',
  podCidr: 'podCidr',
  serviceCidr: 'serviceCidr',
} as const satisfies Partial<Record<keyof FixedShape, string>>;

/**
 * Changes that Azure would refuse, or answer with a new cluster or pool in place of the old one.
 *
 * @param before the shape at the last synth; none for a new cluster
 * @returns problems, each with the old value, the new one and the way that works
 */
export function dayTwoProblems(
  cluster: ResolvedCluster,
  before: FixedShape | undefined,
  offered: readonly string[] = kubernetesVersions.offered,
): readonly string[] {
  if (before === undefined) return newVersionProblems(cluster.kubernetesVersion, offered);
  const after = fixedShapeOf(cluster);
  const problems = [...versionProblems(before.kubernetesVersion, after.kubernetesVersion, offered)];
  const replaced = (what: string, from: string, to: string): string =>
    `${what} was ${from} and is now ${to}, which Azure answers by replacing the cluster with all that runs in it; ` +
    `declare a new cluster with it, move the tenants, then retire this one ` +
    `(never deployed yet? take its entry out of fleet.lock.json)`;
  for (const field of Object.keys(whatChanges) as (keyof typeof whatChanges)[]) {
    if (before[field] !== after[field]) {
      problems.push(replaced(whatChanges[field], `'${before[field]}'`, `'${after[field]}'`));
    }
  }
  if (before.diskKeys !== after.diskKeys) {
    const keys = (own: boolean): string => (own ? "the customer's" : "Azure's");
    problems.push(replaced('the key of the disks', keys(before.diskKeys), keys(after.diskKeys)));
  }
  for (const [was, is, title] of [
    [before.spotPools, after.pools, "machines that Azure may take back (spot) to Azure's usual ones"],
    [before.pools, after.spotPools, "Azure's usual machines to those that it may take back (spot)"],
  ] as const) {
    for (const name of was.filter((pool) => is.includes(pool))) {
      problems.push(
        `node pool '${name}' goes from ${title}, which replaces it and stops all that runs on it; ` +
          `add a pool of another name, move the workloads, then take '${name}' away`,
      );
    }
  }
  return problems;
}

function newVersionProblems(version: string, offered: readonly string[]): readonly string[] {
  if (offered.includes(version)) return [];
  return [
    `kubernetesVersion '${version}' is none that AKS offers (${offered.join(', ')}, as known in ${kubernetesVersions.asOf}); ` +
      `take '${latestKnown(offered)}', or list what 'az aks get-versions' prints in azure.kubernetesVersions`,
  ];
}

/** A version that AKS has stopped to offer may stay: its cluster is there. */
function versionProblems(before: string, after: string, offered: readonly string[]): readonly string[] {
  if (before === after) return [];
  const step = minorOf(after) - minorOf(before);
  if (step < 0) {
    return [
      `kubernetesVersion was '${before}' and is now '${after}'; Azure never goes back, it would take a new cluster: ` +
        `keep '${before}', or declare a new cluster beside this one`,
    ];
  }
  if (step > 1) {
    return [
      `kubernetesVersion was '${before}' and is now '${after}'; AKS upgrades by one minor version at a time: ` +
        `take '1.${minorOf(before) + 1}' first, apply it, then go on`,
    ];
  }
  return newVersionProblems(after, offered);
}
