import '../support/cdktf-matchers';

import { clusterStack, containing, group, isolated, only, parsed, resources, stackIn, synth } from './synth';

const cluster = 'azurerm_kubernetes_cluster';

describe('API server', () => {
  test('public: the declared networks and no private zone', () => {
    const stack = clusterStack({ apiServer: { mode: 'public', authorizedIpRanges: ['203.0.113.0/28'] } });
    expect(only(stack, cluster)).toMatchObject({
      private_cluster_enabled: false,
      dns_prefix: 'prod-weu',
      api_server_access_profile: {
        authorized_ip_ranges: ['203.0.113.0/28'],
        virtual_network_integration_enabled: true,
      },
    });
    expect(resources(stack, 'azurerm_private_dns_zone')).toEqual([]);
  });

  test('private: a zone of its own, seen by the cluster and the hub', () => {
    const stack = clusterStack();
    expect(only(stack, 'azurerm_private_dns_zone')).toMatchObject({
      name: 'prod-weu.private.westeurope.azmk8s.io',
    });
    const links = resources(stack, 'azurerm_private_dns_zone_virtual_network_link');
    expect(links.map(({ name }) => name).sort()).toEqual(['cluster', 'hub', 'prod-weu', 'prod-weu']);
  });
});

describe('egress', () => {
  test('nat-gateway: an address of its own on the nodes’ subnet, and no route to the firewall', () => {
    const stack = clusterStack({ egress: 'nat-gateway' });
    expect(only(stack, cluster)).toMatchObject({
      network_profile: { outbound_type: 'userAssignedNATGateway' },
      depends_on: expect.arrayContaining([containing('azurerm_subnet_nat_gateway_association')]) as unknown,
    });
    expect(only(stack, 'azurerm_subnet_nat_gateway_association')).toMatchObject({
      subnet_id: containing('network_nodes'),
    });
    expect(resources(stack, 'azurerm_route_table')).toEqual([]);
    expect(resources(stack, 'azurerm_route')).toEqual([]);
  });

  test('isolated: no way out, and AKS starts from the hub’s artifacts', () => {
    const github = {
      owner: 'acme',
      repository: 'fleet',
      host: 'github.acme.example',
      plan: 'enterprise' as const,
      codeOwners: { '*': ['@acme/platform'] },
    };
    const stack = stackIn(synth({ fleet: { github }, clusters: { one: isolated } }), 'cluster-one');
    expect(only(stack, cluster)).toMatchObject({
      network_profile: { outbound_type: 'none' },
      bootstrap_profile: {
        artifact_source: 'Cache',
        container_registry_id: '${data.terraform_remote_state.hub.outputs.westeurope.artifact_registry_id}',
      },
    });
    for (const type of ['azurerm_route_table', 'azurerm_nat_gateway', 'azurerm_public_ip']) {
      expect(resources(stack, type)).toEqual([]);
    }
    const pulls = resources(stack, 'azurerm_role_assignment').filter(
      (role) => role['role_definition_name'] === 'AcrPull',
    );
    expect(pulls.map(({ scope }) => scope)).toEqual([
      '${data.terraform_remote_state.hub.outputs.westeurope.artifact_registry_id}',
      '${data.terraform_remote_state.hub.outputs.westeurope.registry_id}',
    ]);
  });
});

describe('node auto-provisioning', () => {
  const exceptions = [
    { control: 'customer-managed-disk-keys', reason: 'unsupported', expires: '2027-06-30' },
  ] as const;
  const stack = clusterStack({ nodeProvisioning: 'auto-provisioning', exceptions });

  test('the profile, by the first version of azurerm that knows it', () => {
    expect(only(stack, cluster)).toMatchObject({
      node_provisioning_profile: { mode: 'Auto', default_node_pools: 'Auto' },
    });
    expect(parsed(stack).terraform).toMatchObject({
      required_providers: { azurerm: { source: 'azurerm', version: '4.57.0' } },
    });
  });

  test('the system pool keeps its size, and there is no other', () => {
    expect(only(stack, cluster)).toMatchObject({
      default_node_pool: { auto_scaling_enabled: false, node_count: 3 },
    });
    expect(resources(stack, 'azurerm_kubernetes_cluster_node_pool')).toEqual([]);
  });

  test('who does not choose it stays with the bindings’ version', () => {
    expect(parsed(clusterStack()).terraform).toMatchObject({
      required_providers: { azurerm: { version: '4.55.0' } },
    });
  });
});

describe('workload identity', () => {
  test('one service account signs in as one identity', () => {
    const stack = clusterStack({ workloadIdentities: [{ name: 'ledger', namespace: 'payments' }] });
    expect(only(stack, 'azurerm_federated_identity_credential')).toMatchObject({
      subject: 'system:serviceaccount:payments:ledger',
      audience: ['api://AzureADTokenExchange'],
      issuer: containing('oidc_issuer_url'),
      parent_id: containing('workloads_ledger'),
    });
    expect(parsed(stack).output).toMatchObject({
      workload_identity_client_ids: { value: { ledger: containing('client_id') } },
    });
  });
});

describe('node pools', () => {
  test('spot: taint and label are said, and no surge, which Azure refuses', () => {
    const stack = clusterStack({ nodePools: [{ name: 'batch', vmSize: 'Standard_D8ds_v5', spot: true }] });
    const pool = only(stack, 'azurerm_kubernetes_cluster_node_pool');
    expect(pool).toMatchObject({
      priority: 'Spot',
      spot_max_price: -1,
      eviction_policy: 'Delete',
      node_taints: ['kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
    });
    expect(pool).not.toHaveProperty('upgrade_settings');
  });

  test('two pools never share the name that Azure rotates them by', () => {
    const stack = clusterStack({
      nodePools: [
        { name: 'backendapp1', vmSize: 'Standard_D4ds_v5' },
        { name: 'backendapp12', vmSize: 'Standard_D4ds_v5' },
      ],
    });
    const names = resources(stack, 'azurerm_kubernetes_cluster_node_pool').map(
      (pool) => pool['temporary_name_for_rotation'],
    );
    expect(new Set(names).size).toBe(2);
  });
});

describe('lifecycle', () => {
  test('a retiring cluster can be destroyed, whole', () => {
    const stack = clusterStack({ lifecycle: 'retiring' });
    expect(stack).not.toContain('"prevent_destroy": true');
    expect(clusterStack()).toContain('"prevent_destroy": true');
  });

  test('earlier stages are upgraded days before production', () => {
    const stacks = synth({ clusters: { dev: { stage: 'dev' }, prod: { stage: 'prod' } } });
    const day = (id: string): unknown => only(stackIn(stacks, id), cluster)['maintenance_window_node_os'];
    expect(day('cluster-dev')).toMatchObject({ day_of_week: 'Wednesday' });
    expect(day('cluster-prod')).toMatchObject({ day_of_week: 'Sunday' });
  });
});

describe('people', () => {
  const stack = clusterStack({ administratorGroup: group });

  test('a group of administrators by visible role assignments', () => {
    const roles = resources(stack, 'azurerm_role_assignment').filter(
      (role) => role['principal_id'] === group,
    );
    expect(roles.map((role) => role['role_definition_name'])).toEqual([
      'Azure Kubernetes Service RBAC Cluster Admin',
      'Azure Kubernetes Service Cluster User Role',
    ]);
    for (const role of roles) expect(role).toMatchObject({ principal_type: 'Group' });
  });

  test("administrators' roles are switched on with their approval, a reader's without", () => {
    const approvals: [string, unknown][] = resources(stack, 'azurerm_role_management_policy').map(
      (policy) => [
        String(policy['role_definition_id']).slice(-12),
        (policy['activation_rules'] as Record<string, unknown>)['require_approval'],
      ],
    );
    expect(Object.fromEntries(approvals)).toEqual({
      '52d62157d7db': false,
      '8d77e338d7f7': true,
      '8693973ce19b': true,
    });
  });
});

describe('delivery', () => {
  test.each(['flux-operator', 'bootstrap'] as const)('%s: Azure has no part in it', (delivery) => {
    const stack = clusterStack({ delivery });
    expect(resources(stack, 'azurerm_kubernetes_cluster_extension')).toEqual([]);
    expect(parsed(stack).provider).not.toHaveProperty('github');
  });

  test('the extension refuses a first hop that nobody signed', () => {
    const [commit] = Object.values(parsed(clusterStack()).data?.['github_rest_api'] ?? {});
    expect(commit).toMatchObject({
      endpoint: 'repos/acme/fleet/commits?sha=main&path=cluster/prod-weu/flux-system&per_page=1',
      lifecycle: {
        postcondition: [
          { error_message: containing("'cluster/prod-weu/flux-system'") },
          { condition: '${try(jsondecode(self.body)[0].commit.verification.verified, false)}' },
        ],
      },
    });
  });
});

describe('budget', () => {
  test('none unless declared', () => {
    expect(resources(clusterStack(), 'azurerm_consumption_budget_subscription')).toEqual([]);
  });

  test('over the cluster and its machines, told to the contact', () => {
    const stack = clusterStack({ monthlyBudget: 6000, contact: { email: 'platform@acme.example' } });
    expect(only(stack, 'azurerm_consumption_budget_subscription')).toMatchObject({
      amount: 6000,
      filter: { dimension: [{ values: ['rg-acme-aks-prod-weu', 'rg-acme-aks-prod-weu-nodes'] }] },
      notification: [
        { threshold: 80, contact_emails: ['platform@acme.example'] },
        { threshold: 100, threshold_type: 'Forecasted' },
      ],
      lifecycle: { ignore_changes: ['time_period'] },
    });
  });
});
