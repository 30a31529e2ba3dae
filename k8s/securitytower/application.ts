import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { ResolvedApplication, ResolvedFleet, ResolvedTenant } from '../../fleet/resolved-fleet';

export interface ApplicationCardProps {
  readonly fleet: ResolvedFleet;
  readonly tenant: ResolvedTenant;
  readonly application: ResolvedApplication;
}

/** `Application` of `securitytower.io/v1alpha1`: an entry for each cluster of each stage that runs it. */
export class ApplicationCard extends ApiObject {
  constructor(scope: Construct, id: string, { fleet, tenant, application }: ApplicationCardProps) {
    const released = application.releases.map((release) => release.stage);
    // The stage before may not run the application: the promotion comes from the last one that does.
    const stages = fleet.clusters
      .filter((cluster) => cluster.lifecycle === 'active' && released.includes(cluster.stage.name))
      .map((cluster) => ({
        name: cluster.stage.name,
        cluster: { repository: fleet.github.url, name: cluster.name },
        resources: { path: `tenants/applications/${application.name}/${cluster.stage.name}` },
        targetNamespace: tenant.namespace,
        previousStage: released[released.indexOf(cluster.stage.name) - 1],
      }));
    super(scope, id, {
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Application',
      metadata: { name: application.name, labels: { 'fleetkeep.dev/tenant': tenant.name } },
      spec: { applicationOwner: application.owner, securityLevel: application.securityLevel, stages },
    });
  }
}
