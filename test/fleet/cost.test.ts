import type { ClusterProps } from '../../fleet/cluster';
import { type CostEstimate, estimateCluster, estimateHub } from '../../fleet/cost/estimate';
import { assumptions, prices } from '../../fleet/cost/prices';
import type { Control } from '../../fleet/hardening-controls';
import { declareCluster, declareFleet, emptyLock } from './declare';

const exception = (control: Control) => ({ control, reason: 'measured', expires: '2027-06-30' });

function costOf(props: Partial<ClusterProps> = {}): CostEstimate {
  const fleet = declareFleet();
  declareCluster(fleet, 'a', props);
  const { clusters, azure } = fleet.resolve(emptyLock).fleet;
  if (clusters[0] === undefined) throw new Error('no cluster');
  return estimateCluster(clusters[0], azure);
}

function ends(cost: CostEstimate): { readonly low: number; readonly high: number } {
  if ('unpriced' in cost) throw new Error(`unpriced: ${cost.unpriced.join()}`);
  return cost;
}

test('a cluster by hand: 3 to 5 and 2 to 5 machines of 4 CPUs', () => {
  const month = 730;
  const low = 0.1 * month + 0.01 * month + 1 + 3 * 2.3 + 5 * (4 * 0.0565 * month + 2 * 2.3) + 20 * 6.87;
  const high = 0.1 * month + 0.01 * month + 5 + 15 * 2.99 + 10 * (4 * 0.068 * month + 10 * 2.99) + 40 * 6.87;
  expect(costOf()).toEqual({
    currency: 'USD',
    low: Math.floor(low),
    high: Math.ceil(high),
    pricesAsOf: prices.asOf,
  });
});

test.each<readonly [string, Partial<ClusterProps>, 'more' | 'less']>([
  ['an address of its own', { egress: 'nat-gateway' }, 'more'],
  ['larger machines', { systemVmSize: 'Standard_D8ds_v5' }, 'more'],
  ['no Defender', { exceptions: [exception('defender')] }, 'less'],
  ['no service level', { exceptions: [exception('paid-tier')] }, 'less'],
  ['no pool of its own', { nodePools: [] }, 'less'],
  [
    'machines that Azure may take back',
    { nodePools: [{ name: 'apps', vmSize: 'Standard_D4ds_v5', spot: true }] },
    'less',
  ],
])('%s costs %s', (_title, props, direction) => {
  const [usual, other] = [ends(costOf()), ends(costOf(props))];
  expect(Math.sign(other.high - usual.high)).toBe(direction === 'more' ? 1 : -1);
  expect(Math.sign(other.low - usual.low)).toBe(direction === 'more' ? 1 : -1);
});

test('a size without a price is named, and there is no number', () => {
  const cost = costOf({ nodePools: [{ name: 'gpu', vmSize: 'Standard_NC24ads_A100_v4' }] });
  expect(cost).toEqual({ unpriced: ['Standard_NC24ads_A100_v4'] });
});

test('a hub costs most by its firewall', () => {
  const hub = (egress: 'firewall' | 'nat-gateway') =>
    ends(
      estimateHub(
        {
          location: 'westeurope',
          addressSpace: '10.0.0.0/22',
          egress: [egress],
          zones: ['1', '2', '3'],
          subnets: { firewall: '10.0.0.0/26', privateEndpoints: '10.0.1.0/24' },
        },
        true,
      ),
    ).low;
  expect(hub('firewall') - hub('nat-gateway')).toBeGreaterThan(1200);
});

test('every price is a range, and its assumptions say of when it is', () => {
  for (const price of Object.values(prices.virtualCpu)) expect(price.low).toBeLessThanOrEqual(price.high);
  expect(assumptions[0]).toContain(prices.asOf);
});
