import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { RbacChart } from '../cluster/rbac';
import { Folder } from '../folder';
import { fluxNamespace } from '../names';
import { Application } from './application';
import { InfrastructureChart, PoliciesChart, TenantsChart } from './applications';
import { arrival, settings } from './arrival';
import { projects, ProjectsChart, RootProject } from './projects';
import { SigningKeyIds, signingKeyIds } from './signing-key-ids';

/**
 * Writes the folder of a cluster that Argo CD delivers: over the same folders of policies, infrastructure and tenants as
 * Flux's clusters, but with entries that name the stage's own, since Argo CD fills in no variables.
 *
 * @param constraints which of the folders in `policies/constraints` is the cluster's
 * @throws Error for a signing key by which Argo CD could not verify, and for a tenant's path with another variable than the stage
 */
export function synthesizeArgoCluster(
  fleet: ResolvedFleet,
  cluster: ResolvedCluster,
  constraints: string,
  outputDirectory: string,
): void {
  const path = cluster.entry.replace(/^\.\//, '');
  const keys = [...fleet.github.signingKeys].map(([name, text]) => ({ ...signingKeyIds(name, text), text }));
  const signatureKeys = [...new Set(keys.flatMap(({ all }) => all))];
  const own = new Folder(outputDirectory, `${path}/argo-cd`);
  new RootChart(own, 'root', { fleet, cluster, signatureKeys });
  if (keys.length > 0) new SigningKeysChart(own, 'signing-keys', keys);
  own.synth();
  own.writeKustomization({ resources: ['root.yaml', ...(keys.length > 0 ? ['signing-keys.yaml'] : [])] });
  own.writeText('values.yaml', settings());
  own.writeText('README.md', arrival(fleet, cluster));
  const folder = new Folder(outputDirectory, path);
  new RbacChart(folder, 'rbac', { fleet, cluster });
  new ProjectsChart(folder, 'projects', { fleet, cluster, signatureKeys });
  // Azure's managed Gatekeeper is not supported beside ours: such a cluster gets neither ours nor its policies.
  if (!cluster.azurePolicy) new PoliciesChart(folder, 'policies', { fleet, cluster, constraints });
  new InfrastructureChart(folder, 'infrastructure', { fleet, cluster });
  new TenantsChart(folder, 'tenants', { fleet, cluster });
  folder.synth();
  const charts = [
    'rbac',
    'projects',
    ...(cluster.azurePolicy ? [] : ['policies']),
    'infrastructure',
    'tenants',
  ];
  folder.writeKustomization({ resources: ['argo-cd', ...charts.map((chart) => `${chart}.yaml`)] });
}

interface RootChartProps {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
  readonly signatureKeys: readonly string[];
}

/** The Application that applies the cluster's folder, this one included. It and its project stay whatever Git says. */
class RootChart extends Chart {
  constructor(scope: Construct, id: string, { fleet, cluster, signatureKeys }: RootChartProps) {
    super(scope, id);
    const { sourceUrl: url, defaultBranch: branch } = fleet.github;
    new RootProject(this, { fleet, signatureKeys });
    new Application(this, 'application', {
      name: 'root',
      project: projects.root,
      source: { url, branch, path: cluster.entry },
      namespace: fluxNamespace,
      wave: 0,
      keep: true,
    });
  }
}

/** The public keys where Argo CD looks for them: https://argo-cd.readthedocs.io/en/stable/user-guide/gpg-verification/ */
class SigningKeysChart extends Chart {
  constructor(scope: Construct, id: string, keys: readonly (SigningKeyIds & { readonly text: string })[]) {
    super(scope, id);
    new k8s.KubeConfigMap(this, 'keys', {
      metadata: {
        name: 'argocd-gpg-keys-cm',
        namespace: fluxNamespace,
        labels: { 'app.kubernetes.io/name': 'argocd-gpg-keys-cm', 'app.kubernetes.io/part-of': 'argocd' },
      },
      data: Object.fromEntries(keys.map(({ primary, text }) => [primary, text])),
    });
  }
}
