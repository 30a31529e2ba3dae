import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { estimateCluster } from '../../fleet/cost/estimate';
import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';

export interface ClusterCardProps {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
}

/**
 * `Cluster` of `securitytower.io/v1alpha1`. Our additions: `delivery` (where the kit starts to render), `monthlyCost`
 * and `exceptions` (hardened defaults that are given up, by whom it was thought through and until when).
 */
export class ClusterCard extends ApiObject {
  constructor(scope: Construct, id: string, { fleet, cluster }: ClusterCardProps) {
    const { contact, stage } = cluster;
    super(scope, id, {
      apiVersion: 'securitytower.io/v1alpha1',
      kind: 'Cluster',
      metadata: {
        name: cluster.name,
        labels: {
          'fleetkeep.dev/stage': stage.name,
          'fleetkeep.dev/kubernetes-version': cluster.kubernetesVersion,
          'fleetkeep.dev/lifecycle': cluster.lifecycle,
        },
      },
      spec: {
        tenant: fleet.name,
        contact: Object.keys(contact).length > 0 ? { ...contact } : undefined,
        configuration: {
          description: `AKS cluster of stage ${stage.name}`,
          geographicLocation: cluster.location,
          production: stage.production,
        },
        policies: { path: 'policies' },
        delivery: { engine: cluster.delivery === 'argo-cd' ? 'argo-cd' : 'flux', entry: cluster.entry },
        monthlyCost: estimateCluster(cluster, fleet.azure),
        exceptions: cluster.exceptions.length > 0 ? cluster.exceptions.map((one) => ({ ...one })) : undefined,
      },
    });
  }
}
