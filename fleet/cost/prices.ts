/** A price in US dollars, from the cheapest of the usual regions (East US) to the dearest (West Europe). */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Azure's list prices, pay as you go, Linux, without taxes, discounts, reservations and savings plans: what a month costs
 * at most by the list, not what somebody's contract says. The one place where a price stands.
 *
 * The list itself (https://azure.microsoft.com/pricing/details and its API, https://prices.azure.com/api/retail/prices)
 * could not be read where this was written. {@link assumptions} says what published tables confirm as of `asOf`; the
 * rest is from memory, and stays a range. Renew by hand, from the list.
 */
export const prices = {
  /** `YYYY-MM`. */
  asOf: '2025-11',
  currency: 'USD',
  /** How Azure's own calculator counts a month. */
  hoursPerMonth: 730,
  /** An hour. */
  controlPlane: { Standard: range(0.1, 0.1), Free: range(0, 0) },
  /** An hour of one virtual CPU, by the series of the machine. */
  virtualCpu: {
    Dsv5: range(0.048, 0.0575),
    Ddsv5: range(0.0565, 0.068),
    Dasv5: range(0.043, 0.052),
    Dadsv5: range(0.0515, 0.062),
    Esv5: range(0.063, 0.076),
    Edsv5: range(0.072, 0.0865),
    Easv5: range(0.0565, 0.068),
    Eadsv5: range(0.0655, 0.079),
    Fsv2: range(0.0423, 0.0485),
  } as Readonly<Record<string, PriceRange>>,
  /** What is left of the price of a machine that Azure may take back. */
  spotShare: range(0.1, 0.6),
  /** An hour, Premium, without what passes through it. */
  firewall: range(1.75, 1.75),
  /** An hour, without what passes through it. */
  natGateway: range(0.045, 0.045),
  /** An hour. */
  publicAddress: range(0.005, 0.005),
  /** An hour, without what passes through it. */
  privateEndpoint: range(0.01, 0.01),
  /** A month, Premium, 500 GB. */
  registry: range(50, 51),
  /** A month: keys in a hardware module. */
  keyVault: range(1, 5),
  /** A gigabyte that is taken in and kept for a month. */
  logs: range(2.3, 2.99),
  /** A month of one virtual CPU: Defender for Containers. */
  defender: range(6.87, 6.87),
  /** Gigabytes of logs a month, of the control plane and of one node: what differs most between fleets. */
  assumedLogs: { controlPlane: range(3, 15), node: range(2, 10) },
} as const;

/** What the numbers hold and what they do not, for whoever reads them. */
export const assumptions: readonly string[] = [
  `list prices of ${prices.asOf} in ${prices.currency}, pay as you go; no reservations, savings plans, discounts or taxes`,
  'from the fewest machines in the cheapest usual region to the most machines in the dearest, all month',
  `logs: ${prices.assumedLogs.controlPlane.low} to ${prices.assumedLogs.controlPlane.high} GB a month of a control plane, ${prices.assumedLogs.node.low} to ${prices.assumedLogs.node.high} GB of a node`,
  'confirmed by published tables: control plane, firewall, NAT gateway, registry, private endpoint, logs, Defender, and machines of Dsv5, Ddsv5, Dasv5, Esv5, Edsv5 and Fsv2 in East US',
  'from memory: what West Europe adds, machines of Dadsv5, Easv5 and Eadsv5, what spot saves, key vaults, how much is logged',
  'not counted: disks of workloads, load balancers, traffic (peering, firewall, NAT, internet), metrics, machines of node auto-provisioning, the IDs and licences of people',
];

function range(low: number, high: number): PriceRange {
  return { low, high };
}
