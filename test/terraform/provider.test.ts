import type { BenchStack } from './support/bench-stack';
import type { BenchAnswers } from './support/bench-answers';
import { objectAt, type JsonObject } from './support/json';
import './support/matchers';
import { describeTerraform } from './support/requirements';
import { terraformBench } from './support/terraform-bench';
import { writtenStacks } from './support/written-stacks';

const group = { azurerm_resource_group: { main: { name: 'rg-main', location: 'westeurope' } } };
const cluster = {
  name: 'aks-main',
  location: 'westeurope',
  resource_group_name: '${azurerm_resource_group.main.name}',
  dns_prefix: 'main',
  default_node_pool: [{ name: 'system', vm_size: 'Standard_D4ds_v5', node_count: 3 }],
  identity: [{ type: 'SystemAssigned' }],
};
const groupId = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-main';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describeTerraform('the test provider', () => {
  async function stackOf(configuration: JsonObject, answers?: BenchAnswers): Promise<BenchStack> {
    return (await terraformBench(writtenStacks({ only: configuration }), answers)).stack('only');
  }

  test('azurerm: a cluster, what its identities may do, and computed blocks that stay', async () => {
    const stack = await stackOf({
      resource: {
        ...group,
        azurerm_kubernetes_cluster: { main: cluster },
        azurerm_role_assignment: {
          kubelet: {
            scope: '${azurerm_resource_group.main.id}',
            role_definition_name: 'AcrPull',
            principal_id: '${azurerm_kubernetes_cluster.main.kubelet_identity[0].object_id}',
          },
        },
      },
      output: {
        cluster: { value: '${azurerm_kubernetes_cluster.main.id}' },
        issuer: { value: '${azurerm_kubernetes_cluster.main.oidc_issuer_url}' },
        kubelet: { value: '${azurerm_role_assignment.kubelet.principal_id}' },
        identity: { value: '${azurerm_kubernetes_cluster.main.identity[0].principal_id}' },
        role: { value: '${azurerm_role_assignment.kubelet.id}' },
      },
    });
    await expect(stack).toApplyAndSettle();
    expect(await stack.outputs()).toEqual({
      cluster: `${groupId}/providers/Microsoft.ContainerService/managedClusters/aks-main`,
      issuer: expect.stringMatching(/^https:\/\/westeurope\.oic\.prod-aks\.azure\.com\/.+\/.+\/$/) as string,
      kubelet: expect.stringMatching(uuid) as string,
      identity: expect.stringMatching(uuid) as string,
      role: expect.stringContaining(
        `${groupId}/providers/Microsoft.Authorization/roleAssignments/`,
      ) as string,
    });
  });

  test('github: a repository and its ruleset', async () => {
    const stack = await stackOf({
      resource: {
        github_repository: { fleet: { name: 'fleet' } },
        github_repository_ruleset: {
          integrity: {
            name: 'integrity',
            repository: '${github_repository.fleet.name}',
            target: 'branch',
            enforcement: 'active',
            rules: [
              {
                deletion: true,
                required_signatures: true,
                pull_request: [{ required_approving_review_count: 2 }],
              },
            ],
          },
        },
      },
      output: { clone: { value: '${github_repository.fleet.ssh_clone_url}' } },
    });
    await expect(stack).toApplyAndSettle();
    expect(await stack.outputs()).toEqual({ clone: 'git@github.com:acme/fleet.git' });
  });

  test('a computed value is unknown in the first plan', async () => {
    const stack = await stackOf({
      resource: group,
      output: { id: { value: '${azurerm_resource_group.main.id}' } },
    });
    const { id } = objectAt(await stack.planned(), 'output_changes');
    expect(id).toMatchObject({ actions: ['create'], after_unknown: true });
  });

  test('the same resource is given the same values in another run, another resource others', async () => {
    const configuration = (name: string): JsonObject => ({
      resource: { ...group, azurerm_kubernetes_cluster: { main: { ...cluster, name } } },
      output: { identity: { value: '${azurerm_kubernetes_cluster.main.identity[0].principal_id}' } },
    });
    const [first, again, other] = await Promise.all(
      ['one', 'one', 'two'].map((name) => stackOf(configuration(name))),
    );
    expect(await first?.outputs()).toEqual(await again?.outputs());
    expect(await first?.outputs()).not.toEqual(await other?.outputs());
  });

  test('a data source answers with the id that the resource of the same name has', async () => {
    const stack = await stackOf({
      resource: group,
      data: { azurerm_resource_group: { same: { name: 'rg-main' } } },
      output: { id: { value: '${data.azurerm_resource_group.same.id}' } },
    });
    await expect(stack).toApplyAndSettle();
    expect(await stack.outputs()).toEqual({ id: groupId });
  });

  test('a value that a test tells is answered, in nested blocks too; the rest of a told block is made up', async () => {
    const told = { type: 'azurerm_kubernetes_cluster', where: { name: 'aks-main' } };
    const stack = await stackOf(
      {
        resource: { ...group, azurerm_kubernetes_cluster: { main: cluster } },
        output: { kubelet: { value: '${azurerm_kubernetes_cluster.main.kubelet_identity[0]}' } },
      },
      { resources: [{ ...told, values: { kubelet_identity: [{ object_id: 'told' }] } }] },
    );
    const kubelet = objectAt(await stack.outputs(), 'kubelet');
    expect(kubelet).toMatchObject({ object_id: 'told', client_id: expect.stringMatching(uuid) as string });
  });

  test('a value told for an attribute that the schema does not have is refused', async () => {
    const stack = await stackOf(
      { data: { github_organization: { acme: { name: 'acme' } } } },
      { data: [{ type: 'github_organization', values: { two_factor: true } }] },
    );
    const { errors } = await stack.plan();
    expect(errors.map(({ detail }) => detail)).toEqual([
      'the answer tells "two_factor", which the schema does not have',
    ]);
  });

  test.each([
    { required: true, succeeded: true },
    { required: false, succeeded: false },
  ])(
    'a postcondition on two-factor authentication, told $required: $succeeded',
    async ({ required, succeeded }) => {
      const postcondition = {
        condition: '${self.two_factor_requirement_enabled}',
        error_message: 'Two factors are needed.',
      };
      const stack = await stackOf(
        {
          data: {
            github_organization: { acme: { name: 'acme', lifecycle: { postcondition: [postcondition] } } },
          },
        },
        { data: [{ type: 'github_organization', values: { two_factor_requirement_enabled: required } }] },
      );
      const result = await stack.plan();
      expect(result.succeeded).toBe(succeeded);
      expect(result.errors.map(({ detail }) => detail)).toEqual(succeeded ? [] : ['Two factors are needed.']);
    },
  );

  test('azurerm without a subscription is refused when planning, as azurerm 4 does', async () => {
    const stack = await stackOf({ provider: { azurerm: [{ features: [{}] }] }, resource: group });
    await expect(stack).toValidate();
    const { errors } = await stack.plan();
    expect(errors.map(({ summary }) => summary)).toEqual([
      expect.stringContaining('`subscription_id` is a required'),
    ]);
  });

  test('an imported resource has its id and computed values', async () => {
    const stack = await stackOf({
      import: [{ to: 'azurerm_resource_group.main', id: groupId }],
      resource: group,
      output: { id: { value: '${azurerm_resource_group.main.id}' } },
    });
    await expect(stack).toApplyAndSettle();
    expect(await stack.outputs()).toEqual({ id: groupId });
  });

  test('a change and a removal are planned as such, and settle', async () => {
    const before = writtenStacks({
      only: { resource: { ...group, github_repository: { fleet: { name: 'fleet' } } } },
    });
    const changed = {
      azurerm_resource_group: { main: { ...group.azurerm_resource_group.main, tags: { stage: 'dev' } } },
    };
    const bench = await terraformBench(before);
    await expect(bench.stack('only')).toApplyAndSettle();
    bench.replace(writtenStacks({ only: { resource: changed } }));
    const { changes } = await bench.stack('only').plan();
    expect(changes).toEqual([
      {
        address: 'azurerm_resource_group.main',
        action: 'update',
        differences: ['tags: null -> {"stage":"dev"}'],
      },
      expect.objectContaining({ address: 'github_repository.fleet', action: 'delete' }),
    ]);
    await expect(bench.stack('only')).toApplyAndSettle();
  });
});
