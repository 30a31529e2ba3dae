import { clusterNames, hubNames, stateContainer } from '../../infra/naming/names';

import { only, resolve, stackIn, synth } from './synth';

/** One character less than the declaration takes. */
const long = `${'a'.repeat(26)}-${'b'.repeat(26)}`;

describe('names', () => {
  test('short names stay readable', () => {
    const fleet = resolve();
    const [cluster] = fleet.clusters;
    if (cluster === undefined) throw new Error('The fleet has no cluster.');
    expect(clusterNames(fleet, cluster)).toMatchObject({
      resourceGroup: 'rg-acme-aks-prod-weu',
      cluster: 'aks-acme-prod-weu',
      dnsPrefix: 'prod-weu',
      keyVault: expect.stringMatching(/^kv-prod-weu-[0-9a-f]{6}$/) as string,
    });
  });

  test('the longest names still fit, in every stack', () => {
    expect(() => synth({ clusters: { [long]: { location: 'southeastasia' } } })).not.toThrow();
  });

  test('names that are cut stay apart', () => {
    const stacks = synth({ clusters: { [`${long}1`]: {}, [`${long}2`]: {} } });
    for (const type of ['azurerm_key_vault', 'azurerm_kubernetes_cluster', 'azurerm_private_dns_zone']) {
      const names = ['1', '2'].map((end) => only(stackIn(stacks, `cluster-${long}${end}`), type)['name']);
      expect(new Set(names).size).toBe(2);
    }
  });

  test('a cluster is never called like the hub or the state', () => {
    const fleet = resolve({ clusters: { state: {}, 'hub-westeurope': {} } });
    const hub = hubNames(fleet, 'westeurope');
    const taken = [fleet.azure.state.resourceGroup, hub.resourceGroup, hub.keyVault, hub.virtualNetwork];
    for (const cluster of fleet.clusters) {
      for (const name of Object.values(clusterNames(fleet, cluster))) expect(taken).not.toContain(name);
    }
  });

  test('two subscriptions never ask for the same name in the whole of Azure', () => {
    const fleet = resolve();
    const other = {
      ...fleet,
      azure: { ...fleet.azure, subscriptionId: '00000000-0000-4000-8000-000000000001' },
    };
    expect(hubNames(other, 'westeurope').registry).not.toBe(hubNames(fleet, 'westeurope').registry);
    expect(hubNames(other, 'westeurope').keyVault).not.toBe(hubNames(fleet, 'westeurope').keyVault);
  });

  test.each(['cluster-a--b', `cluster-${long}`, 'hub'])(
    'the container of stack %s is one that Azure takes',
    (id) => {
      expect(stateContainer(id)).toMatch(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    },
  );

  test('containers of stacks that differ by a hyphen stay apart', () => {
    expect(stateContainer('cluster-a--b')).not.toBe(stateContainer('cluster-a-b'));
  });
});
