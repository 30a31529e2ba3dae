import { ResolvedAzure, ResolvedCluster, ResolvedHub, ResolvedNodePool } from '../resolved-fleet';
import { PriceRange, prices } from './prices';

/** What something costs in a month, before it is deployed. */
export type CostEstimate =
  | {
      readonly currency: string;
      /** Whole units. */
      readonly low: number;
      readonly high: number;
      /** Month of the prices, `YYYY-MM`. */
      readonly pricesAsOf: string;
    }
  /** Machine sizes that the price file does not have: no number is better than a wrong one. */
  | { readonly unpriced: readonly string[] };

/** The cluster's stack: control plane, machines, way out, endpoint, keys, logs, Defender. */
export function estimateCluster(
  cluster: ResolvedCluster,
  azure: Pick<ResolvedAzure, 'defenderPlan'>,
): CostEstimate {
  const excepted = new Set(cluster.exceptions.map(({ control }) => control));
  const priced = cluster.nodePools.map((pool) => ({ pool, machine: machineOf(pool) }));
  const unpriced = priced.flatMap(({ pool, machine }) => (machine === undefined ? pool.vmSize : []));
  if (unpriced.length > 0) return { unpriced: [...new Set(unpriced)].sort() };
  const parts: PriceRange[] = [
    hourly(excepted.has('paid-tier') ? prices.controlPlane.Free : prices.controlPlane.Standard),
    hourly(prices.privateEndpoint),
    prices.keyVault,
  ];
  if (cluster.egress === 'nat-gateway') parts.push(hourly(prices.natGateway), hourly(prices.publicAddress));
  if (!excepted.has('control-plane-logs')) parts.push(logs(prices.assumedLogs.controlPlane));
  const isFixed = cluster.nodeProvisioning === 'auto-provisioning';
  for (const { pool, machine } of priced) {
    if (machine === undefined) continue;
    const nodes = { low: pool.minCount, high: isFixed ? pool.minCount : pool.maxCount };
    parts.push(product(nodes, hourly(machine.hour)), product(nodes, logs(prices.assumedLogs.node)));
    if (!excepted.has('defender') && azure.defenderPlan === 'fleet') {
      const cores = { low: nodes.low * machine.cpus, high: nodes.high * machine.cpus };
      parts.push(product(cores, prices.defender));
    }
  }
  return total(parts);
}

/** One region of the hub, with what it costs without a cluster. */
export function estimateHub(hub: ResolvedHub, isHome: boolean): CostEstimate {
  const endpoints = 3 + (isHome ? 1 : 0) + (hub.egress.includes('isolated') ? 1 : 0);
  const registries = hub.egress.includes('isolated') ? 2 : 1;
  return total([
    ...(hub.egress.includes('firewall') ? [hourly(prices.firewall), hourly(prices.publicAddress)] : []),
    product({ low: registries, high: registries }, prices.registry),
    product({ low: endpoints, high: endpoints }, hourly(prices.privateEndpoint)),
    prices.keyVault,
  ]);
}

interface Machine {
  readonly cpus: number;
  readonly hour: PriceRange;
}

/** `Standard_D4ds_v5` is 4 CPUs of the series Ddsv5; inside of a series Azure's prices follow the CPUs. */
function machineOf({ vmSize, spot }: ResolvedNodePool): Machine | undefined {
  const match = /^Standard_([A-Z]+)(\d+)([a-z]*)_v(\d+)$/.exec(vmSize);
  const cpu = match === null ? undefined : prices.virtualCpu[`${match[1]}${match[3]}v${match[4]}`];
  if (match === null || cpu === undefined) return undefined;
  const cpus = Number(match[2]);
  const full = { low: cpu.low * cpus, high: cpu.high * cpus };
  return { cpus, hour: spot ? product(full, prices.spotShare) : full };
}

function hourly(price: PriceRange): PriceRange {
  return { low: price.low * prices.hoursPerMonth, high: price.high * prices.hoursPerMonth };
}

function logs(gigabytes: PriceRange): PriceRange {
  return product(gigabytes, prices.logs);
}

function product(left: PriceRange, right: PriceRange): PriceRange {
  return { low: left.low * right.low, high: left.high * right.high };
}

function total(parts: readonly PriceRange[]): CostEstimate {
  const sum = (end: keyof PriceRange): number => parts.reduce((all, part) => all + part[end], 0);
  return {
    currency: prices.currency,
    low: Math.floor(sum('low')),
    high: Math.ceil(sum('high')),
    pricesAsOf: prices.asOf,
  };
}
