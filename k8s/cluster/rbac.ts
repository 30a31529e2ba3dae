import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedCluster, ResolvedFleet, TenantRule } from '../../fleet/resolved-fleet';
import { accounts, clusterRoles, fluxNamespace, gatekeeperNamespace, tenantRole } from '../names';
import { gatekeeperInstallerRules, gatekeeperReleaseRules } from './rules/gatekeeper';
import { platformRules } from './rules/platform';
import { constraintsRules, templatesRules } from './rules/policies';

export interface RbacChartProps {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
}

/** The accounts that Flux acts as for the platform, each with what its Kustomizations need and no more. */
export class RbacChart extends Chart {
  constructor(scope: Construct, id: string, { fleet, cluster }: RbacChartProps) {
    super(scope, id);
    const providers = fleet.policies.some((pack) => (pack.providers ?? []).length > 0);
    const ruled = fleet.tenants.filter(
      ({ rules, stages }) => rules !== undefined && stages.includes(cluster.stage.name),
    );
    const tenantRoles = ruled.map(({ name }) => tenantRole(name));
    this.account(accounts.platform, clusterRoles.platform, platformRules(tenantRoles));
    this.account(accounts.templates, clusterRoles.templates, templatesRules(providers));
    this.account(accounts.constraints, clusterRoles.constraints, constraintsRules);
    // The account lives in Gatekeeper's namespace and comes with it; a binding may name it before it is there.
    this.role(clusterRoles.gatekeeperInstaller, gatekeeperInstallerRules);
    this.bind(clusterRoles.gatekeeperInstaller, gatekeeperNamespace, accounts.gatekeeperInstaller);
    this.role(clusterRoles.gatekeeperRelease, gatekeeperReleaseRules);
    // The platform binds them in the tenants' namespaces; what they hold is not the platform's to say.
    for (const { name, rules = [] } of ruled) this.role(tenantRole(name), rules.map(policyRule));
  }

  private account(name: string, role: string, rules: readonly k8s.PolicyRule[]): void {
    new k8s.KubeServiceAccount(this, `account-${name}`, {
      metadata: { name, namespace: fluxNamespace },
      // Flux impersonates it; nobody holds a token of it.
      automountServiceAccountToken: false,
    });
    this.role(role, rules);
    this.bind(role, fluxNamespace, name);
  }

  private role(name: string, rules: readonly k8s.PolicyRule[]): void {
    new k8s.KubeClusterRole(this, `role-${name}`, { metadata: { name }, rules: [...rules] });
  }

  private bind(role: string, namespace: string, account: string): void {
    new k8s.KubeClusterRoleBinding(this, `binding-${role}`, {
      metadata: { name: role },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', namespace, name: account }],
    });
  }
}

function policyRule({ apiGroups, resources, resourceNames, verbs }: TenantRule): k8s.PolicyRule {
  return {
    apiGroups: [...apiGroups],
    resources: [...resources],
    resourceNames: resourceNames && [...resourceNames],
    verbs: [...verbs],
  };
}
