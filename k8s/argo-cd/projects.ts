import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { ResolvedCluster, ResolvedFleet, ResolvedTenant } from '../../fleet/resolved-fleet';
import { accounts, fluxNamespace, gatekeeperNamespace } from '../names';
import { gatekeeperCharts } from '../policies/gatekeeper';
import { AppProject, GroupKind } from './app-project';

/** Names of the projects of the platform. */
export const projects = {
  root: 'root',
  platform: 'platform',
  gatekeeper: 'gatekeeper',
  templates: 'policy-templates',
  constraints: 'policy-constraints',
} as const;

/** Name of a tenant's project. */
export function tenantProject(tenant: string): string {
  return `tenant-${tenant}`;
}

/** The account of Argo CD's own controller, which writes what the cluster's folder has: accounts, projects, Applications. */
const controllerAccount = `${fluxNamespace}:argocd-application-controller`;

export interface ProjectsChartProps {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
  /** Ids of the keys that a commit must be signed with. */
  readonly signatureKeys: readonly string[];
}

function kinds(group: string, ...names: readonly string[]): readonly GroupKind[] {
  return names.map((kind) => ({ group, kind }));
}

const rbac = 'rbac.authorization.k8s.io';

/** The projects of the platform but the root, each with what its Applications apply, and one for each tenant of the stage. */
export class ProjectsChart extends Chart {
  constructor(scope: Construct, id: string, { fleet, cluster, signatureKeys }: ProjectsChartProps) {
    super(scope, id);
    const tenants = tenantsOf(fleet, cluster);
    const fromFleet = { sources: [fleet.github.sourceUrl], signatureKeys };
    new AppProject(this, projects.platform, {
      ...fromFleet,
      description: 'Namespaces with their bounds, tenants, and what every cluster is configured with',
      namespaces: [
        fluxNamespace,
        ...(cluster.azurePolicy ? [] : [gatekeeperNamespace]),
        ...tenants.map(({ namespace }) => namespace),
      ],
      clusterKinds: [...kinds('', 'Namespace'), ...kinds('scheduling.k8s.io', 'PriorityClass')],
      kinds: [
        ...kinds('', 'ConfigMap', 'LimitRange', 'ResourceQuota', 'Secret', 'ServiceAccount'),
        ...kinds('networking.k8s.io', 'NetworkPolicy'),
        ...kinds(rbac, 'RoleBinding'),
      ],
      account: `${fluxNamespace}:${accounts.platform}`,
    });
    if (!cluster.azurePolicy) this.policies(fromFleet);
    for (const tenant of tenants) this.tenant(fleet, tenant, signatureKeys);
  }

  private policies(fromFleet: {
    readonly sources: readonly string[];
    readonly signatureKeys: readonly string[];
  }): void {
    new AppProject(this, projects.gatekeeper, {
      description: 'Gatekeeper, by its chart',
      sources: [gatekeeperCharts],
      namespaces: [gatekeeperNamespace],
      clusterKinds: [
        ...kinds('apiextensions.k8s.io', 'CustomResourceDefinition'),
        ...kinds('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration'),
        ...kinds(rbac, 'ClusterRole', 'ClusterRoleBinding'),
      ],
      kinds: [
        ...kinds('', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'),
        ...kinds('apps', 'Deployment'),
        ...kinds('policy', 'PodDisruptionBudget'),
        ...kinds(rbac, 'Role', 'RoleBinding'),
      ],
      account: `${gatekeeperNamespace}:${accounts.gatekeeperInstaller}`,
    });
    new AppProject(this, projects.templates, {
      ...fromFleet,
      description: 'Policies, but not where and how hard they hold',
      namespaces: [gatekeeperNamespace],
      clusterKinds: [
        ...kinds('templates.gatekeeper.sh', 'ConstraintTemplate'),
        ...kinds('expansion.gatekeeper.sh', 'ExpansionTemplate'),
        ...kinds('syncset.gatekeeper.sh', 'SyncSet'),
        ...kinds('externaldata.gatekeeper.sh', 'Provider'),
      ],
      withoutKinds: kinds('*', '*'),
      account: `${fluxNamespace}:${accounts.templates}`,
    });
    new AppProject(this, projects.constraints, {
      ...fromFleet,
      description: 'Where and how hard policies hold',
      namespaces: [gatekeeperNamespace],
      clusterKinds: kinds('constraints.gatekeeper.sh', '*'),
      withoutKinds: kinds('*', '*'),
      account: `${fluxNamespace}:${accounts.constraints}`,
    });
  }

  private tenant(fleet: ResolvedFleet, tenant: ResolvedTenant, signatureKeys: readonly string[]): void {
    const { name, namespace, source } = tenant;
    new AppProject(this, tenantProject(name), {
      description: `What tenant ${name} runs, in its namespace and nowhere else`,
      // As with Flux, a tenant's own repository is signed by keys that are the tenant's.
      ...(source.kind === 'repository'
        ? { sources: [source.url] }
        : { sources: [fleet.github.sourceUrl], signatureKeys }),
      namespaces: [namespace],
      // The platform bounds the namespace.
      withoutKinds: kinds('', 'LimitRange', 'ResourceQuota'),
      account: `${namespace}:${accounts.tenant}`,
    });
  }
}

/** The project of the root: what the cluster's own folder holds. */
export class RootProject extends AppProject {
  constructor(scope: Construct, { fleet, signatureKeys }: Omit<ProjectsChartProps, 'cluster'>) {
    super(scope, projects.root, {
      description: "The cluster's own folder: accounts with their roles, projects and Applications",
      sources: [fleet.github.sourceUrl],
      namespaces: [fluxNamespace],
      clusterKinds: kinds(rbac, 'ClusterRole', 'ClusterRoleBinding'),
      kinds: [
        ...kinds('', 'ConfigMap', 'ServiceAccount'),
        ...kinds('argoproj.io', 'AppProject', 'Application'),
      ],
      account: controllerAccount,
      signatureKeys,
    });
  }
}

/** The tenants that a cluster has. */
export function tenantsOf(fleet: ResolvedFleet, { stage }: ResolvedCluster): readonly ResolvedTenant[] {
  return fleet.tenants.filter(({ stages }) => stages.includes(stage.name));
}
