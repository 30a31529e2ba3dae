import fc from 'fast-check';

import { formatCidr, overlaps, parseCidr } from '../../fleet/cidr';
import { declareCluster, declareFleet, emptyLock, problemsOf } from './declare';

function resolveClusters(
  names: readonly string[],
  lock: Parameters<ReturnType<typeof declareFleet>['resolve']>[0],
) {
  const fleet = declareFleet();
  for (const name of names) declareCluster(fleet, name);
  return fleet.resolve(lock);
}

describe('CIDR notation', () => {
  test.each(['10.0.0.0/8', '10.64.48.0/20', '0.0.0.0/0', '255.255.255.255/32'])(
    '%s reads and writes',
    (text) => {
      const range = parseCidr(text);
      expect(range && formatCidr(range)).toBe(text);
    },
  );

  test.each(['10.0.0.1/8', '10.0.0.0/33', '256.0.0.0/8', '10.0.0/8', '10.0.0.0', ''])(
    "'%s' is none",
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  test('overlaps are found as by comparing each with each', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 4 }))
      .map(([slot, bits]) => {
        const size = 2 ** bits;
        return { start: Math.floor(slot / size) * size, size };
      });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const held = ranges.map((one, index) => ({ ...one, holder: String(index) }));
        const naive = held.some((a, i) =>
          held.some((b, j) => i < j && a.start < b.start + b.size && b.start < a.start + a.size),
        );
        expect(overlaps(held).length > 0).toBe(naive);
      }),
    );
  });
});

describe('addresses', () => {
  test('a range that was given out stays, whoever comes or goes', () => {
    const first = resolveClusters(['a', 'b', 'c'], emptyLock);
    const second = resolveClusters(['new', 'a', 'c'], first.lock);
    expect(second.lock.clusters['a']).toBe(first.lock.clusters['a']);
    expect(second.lock.clusters['c']).toBe(first.lock.clusters['c']);
    expect(second.lock.clusters['new']).toBe(first.lock.clusters['b']);
    expect(second.lock.clusters).not.toHaveProperty('b');
  });

  test('the order of statements does not move what is remembered', () => {
    const { lock } = resolveClusters(['a', 'b', 'c'], emptyLock);
    expect(resolveClusters(['c', 'b', 'a'], lock).lock).toEqual(lock);
  });

  test('a chosen range is not given to another', () => {
    const fleet = declareFleet();
    declareCluster(fleet, 'chosen', { addressSpace: '10.64.0.0/18' });
    declareCluster(fleet, 'given');
    const { fleet: resolved, lock } = fleet.resolve(emptyLock);
    expect(resolved.clusters.map((cluster) => cluster.network.addressSpace)).toEqual([
      '10.64.0.0/18',
      '10.64.64.0/20',
    ]);
    expect(lock.clusters).toEqual({ given: '10.64.64.0/20' });
  });

  test("subnets lie in the cluster's range and apart", () => {
    const { fleet } = resolveClusters(['a'], emptyLock);
    expect(fleet.clusters[0]?.network).toMatchObject({
      addressSpace: '10.64.0.0/20',
      subnets: { nodes: '10.64.0.0/21', apiServer: '10.64.8.0/28', privateEndpoints: '10.64.8.64/26' },
      dnsServiceIp: '172.20.0.10',
    });
  });

  test('a pool that is used up says so', () => {
    const fleet = declareFleet({ addressSpace: '10.64.0.0/19' });
    for (const name of ['a', 'b', 'c']) declareCluster(fleet, name);
    expect(problemsOf(fleet).join()).toMatch(
      /no free address range is left for 'c' in 10\.64\.0\.0\/19; give the fleet a larger/,
    );
  });

  test('1,000 clusters get 1,000 ranges, and the hub of each region its own', () => {
    const fleet = declareFleet();
    for (let index = 0; index < 1000; index++) {
      declareCluster(fleet, `c-${index}`, { location: index % 2 ? 'westeurope' : 'northeurope' });
    }
    const { fleet: resolved } = fleet.resolve(emptyLock);
    expect(new Set(resolved.clusters.map((cluster) => cluster.network.addressSpace)).size).toBe(1000);
    expect(resolved.hubs.map((hub) => hub.addressSpace)).toEqual(['10.0.0.0/22', '10.0.4.0/22']);
  });
});
