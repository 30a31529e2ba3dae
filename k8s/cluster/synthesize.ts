import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { RiskAcceptance } from '../../policies/acceptance/risk-acceptance';
import { synthesizeArgoCluster } from '../argo-cd/synthesize';
import { Folder } from '../folder';
import { constraintsFolder } from '../policies/exception-patches';
import { ClusterVariablesChart } from './cluster-variables';
import { synthesizeFluxSystem } from './flux-system';
import { InfrastructureChart } from './infrastructure';
import { PoliciesChart } from './policies';
import { RbacChart } from './rbac';
import { TenantsChart } from './tenants';

/** Writes a cluster's own folder: `cluster/<name>`, or `cluster` in the single layout. */
export function synthesizeCluster(
  fleet: ResolvedFleet,
  cluster: ResolvedCluster,
  acceptances: readonly RiskAcceptance[],
  outputDirectory: string,
): void {
  const path = cluster.entry.replace(/^\.\//, '');
  const { delivery } = cluster;
  if (delivery === 'argo-cd') {
    synthesizeArgoCluster(fleet, cluster, constraintsFolder(cluster, acceptances), outputDirectory);
    return;
  }
  synthesizeFluxSystem(fleet, { ...cluster, delivery }, outputDirectory, `${path}/flux-system`);
  const folder = new Folder(outputDirectory, path);
  new RbacChart(folder, 'rbac', { fleet, cluster });
  new ClusterVariablesChart(folder, 'cluster-vars', {
    fleet,
    cluster,
    constraints: constraintsFolder(cluster, acceptances),
  });
  // Azure's managed Gatekeeper is not supported beside ours: such a cluster gets neither ours nor its policies.
  if (!cluster.azurePolicy) new PoliciesChart(folder, 'policies');
  new InfrastructureChart(folder, 'infrastructure', {
    stage: cluster.stage.name,
    afterPolicies: !cluster.azurePolicy,
  });
  new TenantsChart(folder, 'tenants', {
    stage: cluster.stage.name,
    retiring: cluster.lifecycle === 'retiring',
    afterPolicies: !cluster.azurePolicy,
  });
  folder.synth();
}
