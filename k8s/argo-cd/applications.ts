import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { ResolvedCluster, ResolvedFleet, ResolvedTenant } from '../../fleet/resolved-fleet';
import { GitRepository } from '../flux/git-repository';
import { HelmRelease } from '../flux/helm-release';
import { HelmRepository } from '../flux/helm-repository';
import { Kustomization } from '../flux/kustomization';
import { deletePatch } from '../kustomize/json-patch';
import { Patch } from '../kustomize/kustomization-file';
import { fluxNamespace, gatekeeperNamespace, signingKeysSecret } from '../names';
import {
  admissionsEnforcerDisabled,
  gatekeeperCharts,
  gatekeeperVersion,
  rotatedByGatekeeper,
} from '../policies/gatekeeper';
import { gatekeeperReplicas, gatekeeperValues } from '../policies/gatekeeper-values';
import { Application, FolderSource } from './application';
import { projects, tenantProject, tenantsOf } from './projects';

/** One after the other; each is healthy before the next begins. */
const waves = {
  gatekeeperNamespace: 1,
  gatekeeper: 2,
  templates: 3,
  constraints: 4,
  controllers: 5,
  configs: 6,
  tenants: 7,
  tenant: 8,
} as const;

export interface ApplicationsChartProps {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
}

function folder({ github }: ResolvedFleet, path: string, patches: readonly Patch[]): FolderSource {
  return { url: github.sourceUrl, branch: github.defaultBranch, path, patches };
}

/** Takes away what only Flux understands, of a folder that Flux's clusters share. */
function without(
  ...kinds: readonly { readonly apiVersion: string; readonly kind: string }[]
): readonly Patch[] {
  return kinds.map(({ apiVersion, kind }) => deletePatch({ kind }, apiVersion));
}

/** Gatekeeper, its templates, its constraints: they stay when Git drops them, as with Flux. */
export class PoliciesChart extends Chart {
  constructor(
    scope: Construct,
    id: string,
    { fleet, cluster, constraints }: ApplicationsChartProps & { readonly constraints: string },
  ) {
    super(scope, id);
    const stage = cluster.stage.name;
    const common = { namespace: gatekeeperNamespace, keep: true };
    new Application(this, 'gatekeeper-namespace', {
      ...common,
      project: projects.platform,
      source: folder(fleet, `policies/gatekeeper/${stage}`, without(HelmRelease, HelmRepository)),
      wave: waves.gatekeeperNamespace,
    });
    new Application(this, 'gatekeeper', {
      ...common,
      project: projects.gatekeeper,
      source: {
        url: gatekeeperCharts,
        chart: 'gatekeeper',
        version: gatekeeperVersion,
        values: {
          ...gatekeeperValues,
          replicas: gatekeeperReplicas(cluster.stage.production),
          // Flux sets the label of that name after the chart is rendered; AKS takes either.
          validatingWebhookAnnotations: { [admissionsEnforcerDisabled]: 'true' },
        },
      },
      wave: waves.gatekeeper,
      ignoreDifferences: [
        {
          group: 'admissionregistration.k8s.io',
          kind: 'ValidatingWebhookConfiguration',
          jsonPointers: rotatedByGatekeeper,
        },
      ],
    });
    new Application(this, 'policy-templates', {
      ...common,
      project: projects.templates,
      source: folder(fleet, `policies/templates/${stage}`, []),
      wave: waves.templates,
    });
    new Application(this, 'policy-constraints', {
      ...common,
      project: projects.constraints,
      source: folder(fleet, `policies/constraints/${constraints}`, []),
      wave: waves.constraints,
      kindsComeLater: true,
    });
  }
}

/** Controllers first, then what they and the API server are configured with. */
export class InfrastructureChart extends Chart {
  constructor(scope: Construct, id: string, { fleet, cluster }: ApplicationsChartProps) {
    super(scope, id);
    const common = { project: projects.platform, namespace: fluxNamespace };
    const stage = cluster.stage.name;
    new Application(this, 'infra-controllers', {
      ...common,
      source: folder(fleet, `infrastructure/controllers/${stage}`, []),
      wave: waves.controllers,
    });
    new Application(this, 'infra-configs', {
      ...common,
      source: folder(fleet, `infrastructure/configs/${stage}`, []),
      wave: waves.configs,
    });
  }
}

/**
 * The tenants of the cluster's stage, and what each runs. Of a cluster or a tenant on its way out the workloads go first:
 * the accounts that can remove them are still there.
 */
export class TenantsChart extends Chart {
  constructor(scope: Construct, id: string, { fleet, cluster }: ApplicationsChartProps) {
    super(scope, id);
    const secret = { kind: 'Secret', name: signingKeysSecret };
    new Application(this, 'tenants', {
      project: projects.platform,
      namespace: fluxNamespace,
      source: folder(fleet, `tenants/${cluster.stage.name}`, [
        ...without(Kustomization, GitRepository),
        // What only Flux's sources verify by.
        deletePatch(secret, 'v1'),
      ]),
      wave: waves.tenants,
    });
    if (cluster.lifecycle === 'retiring') return;
    for (const tenant of tenantsOf(fleet, cluster)) {
      if (tenant.lifecycle === 'active') this.runs(fleet, cluster, tenant);
    }
  }

  private runs(fleet: ResolvedFleet, cluster: ResolvedCluster, tenant: ResolvedTenant): void {
    const { name, namespace, source } = tenant;
    const stage = cluster.stage.name;
    const common = { project: tenantProject(name), namespace, wave: waves.tenant };
    if (source.kind === 'repository') {
      const path = source.path.replaceAll('${STAGE}', stage);
      if (path.includes('${')) {
        throw new Error(
          `tenant '${name}': source.path '${source.path}' has a variable that Argo CD, which delivers cluster ` +
            `'${cluster.name}', does not fill in; only \${STAGE} is written out`,
        );
      }
      new Application(this, `tenant-${name}`, {
        ...common,
        source: { url: source.url, branch: source.branch, path },
      });
      return;
    }
    for (const application of tenant.applications) {
      if (!application.releases.some((release) => release.stage === stage)) continue;
      new Application(this, `application-${application.name}`, {
        ...common,
        source: folder(fleet, `tenants/applications/${application.name}/${stage}`, []),
      });
    }
  }
}
