import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { clusterVariables, fluxNamespace } from '../names';

export interface ClusterVariablesChartProps {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
  /** Which of the folders in `policies/constraints` is the cluster's. */
  readonly constraints: string;
}

/** What a cluster is called and where it stands, for `${…}` in the platform's manifests. */
export class ClusterVariablesChart extends Chart {
  /** @throws Error when the cluster declares a variable by one of our names */
  constructor(scope: Construct, id: string, { fleet, cluster, constraints }: ClusterVariablesChartProps) {
    super(scope, id);
    const facts = {
      CLUSTER: cluster.name,
      CONSTRAINTS: constraints,
      FLEET: fleet.name,
      LOCATION: cluster.location,
      PRODUCTION: String(cluster.stage.production),
      STAGE: cluster.stage.name,
    };
    const taken = Object.keys(cluster.variables).filter((name) => name in facts);
    if (taken.length > 0) {
      throw new Error(
        `cluster '${cluster.name}': variables ${taken.join(', ')} are Fleetkeep's own; give them other names`,
      );
    }
    new k8s.KubeConfigMap(this, 'variables', {
      metadata: { name: clusterVariables, namespace: fluxNamespace },
      data: { ...facts, ...cluster.variables },
    });
  }
}
