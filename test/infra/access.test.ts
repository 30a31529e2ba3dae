import '../support/cdktf-matchers';

import { PimEligibleRoleAssignment } from '@cdktf/provider-azurerm/lib/pim-eligible-role-assignment';
import { Testing } from 'cdktf';

import { synthesizeInfra } from '../../infra/synthesize';
import { withoutCreationStacks } from '../../infra/without-creation-stacks';

import { declareFleet } from '../fleet/declare';

import { census, containing, group, includes, only, resolve, resources, stackIn, synth } from './synth';

const aks =
  '/subscriptions/8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31/resourceGroups/rg-acme-aks-prod-weu/providers/Microsoft.ContainerService/managedClusters/aks-acme-prod-weu';
const grants = { 'inc-4711': {} };

function accessAt(time: string): string {
  return stackIn(synth({ grants }, { now: new Date(time) }), 'access');
}

describe('access', () => {
  test('a grant makes a group eligible until its end', () => {
    expect(accessAt('2026-12-01T09:00:00Z')).toHaveResourceWithProperties(PimEligibleRoleAssignment, {
      scope: aks,
      principal_id: group,
      role_definition_id: containing('7f6c6a51-bcf8-42ba-9220-52d62157d7db'),
      justification: 'Read the events of the outage',
      ticket: { number: 'INC-4711' },
      schedule: {
        start_date_time: '2026-12-01T08:00:00.000Z',
        expiration: { end_date_time: '2026-12-01T12:00:00.000Z' },
      },
    });
  });

  test('the scope is the id that Azure gives the cluster', () => {
    const cluster = stackIn(synth(), 'cluster-prod-weu');
    const name = only(cluster, 'azurerm_kubernetes_cluster')['name'];
    const resourceGroup = only(cluster, 'azurerm_resource_group')['name'];
    expect(aks).toContain(`/resourceGroups/${String(resourceGroup)}/`);
    expect(aks.endsWith(`/managedClusters/${String(name)}`)).toBe(true);
  });

  test.each([
    ['before it starts', '2026-11-30T00:00:00Z', 1],
    ['at its last moment', '2026-12-01T11:59:59Z', 1],
    ['at its end', '2026-12-01T12:00:00Z', 0],
    ['long after', '2031-01-01T00:00:00Z', 0],
  ])('%s', (_title, time, count) => {
    expect(resources(accessAt(time), 'azurerm_pim_eligible_role_assignment')).toHaveLength(count);
  });

  test('what was left out is reported', () => {
    const later = new Date('2027-01-01T00:00:00Z');
    const { endedGrants } = withoutCreationStacks(() =>
      synthesizeInfra(Testing.app(), resolve({ grants }), { now: later }),
    );
    expect(endedGrants.map(({ name }) => name)).toEqual(['inc-4711']);
  });

  test('the clock moves nothing but this stack', () => {
    const during = synth({ grants }, { now: new Date('2026-12-01T09:00:00Z') });
    const after = synth({ grants }, { now: new Date('2027-12-01T09:00:00Z') });
    const changed = [...during].filter(([id, text]) => after.get(id) !== text).map(([id]) => id);
    expect(changed).toEqual(['access']);
  });

  test('a grant of a namespace is an assignment to a group that PIM guards', () => {
    const access = stackIn(
      synth({
        fleet: { azure: { ...declareFleet().props.azure, pimGroups: [group] } },
        grants: { 'inc-1': { role: 'writer', namespace: 'shop' } },
      }),
      'access',
    );
    expect(resources(access, 'azurerm_pim_eligible_role_assignment')).toEqual([]);
    expect(resources(access, 'azurerm_role_assignment')).toContainEqual(
      includes({
        scope: `${aks}/namespaces/shop`,
        role_definition_name: 'Azure Kubernetes Service RBAC Writer',
        principal_id: group,
        principal_type: 'Group',
      }),
    );
  });

  test('two grants of a group on a cluster sign in by one role assignment', () => {
    const access = stackIn(
      synth({
        clusters: { 'prod-weu': { administratorGroup: '11111111-2222-4333-8444-555555555555' } },
        grants: { one: {}, two: { role: 'admin' } },
      }),
      'access',
    );
    expect(resources(access, 'azurerm_pim_eligible_role_assignment')).toHaveLength(2);
    expect(only(access, 'azurerm_role_assignment')).toMatchObject({
      role_definition_name: 'Azure Kubernetes Service Cluster User Role',
    });
  });

  test('tripwire: what access is made of', () => {
    expect(census(accessAt('2026-12-01T09:00:00Z'))).toMatchSnapshot();
  });
});
