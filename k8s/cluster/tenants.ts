import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { GitRepository } from '../flux/git-repository';
import { Kustomization } from '../flux/kustomization';
import { deletePatch } from '../kustomize/json-patch';
import { accounts, clusterVariables, fluxNamespace, rootName } from '../names';

export interface TenantsChartProps {
  /** The cluster's stage. */
  readonly stage: string;
  /**
   * Whether the cluster is on its way out: the tenants' workloads go while the accounts that can remove them are still
   * there.
   */
  readonly retiring: boolean;
  /** Whether the fleet's policies come first. */
  readonly afterPolicies: boolean;
}

/** Every tenant of the cluster's stage. It does not wait: one tenant's outage is nobody else's. */
export class TenantsChart extends Chart {
  constructor(scope: Construct, id: string, props: TenantsChartProps) {
    super(scope, id);
    new Kustomization(this, 'tenants', {
      namespace: fluxNamespace,
      path: `./tenants/${props.stage}`,
      source: rootName,
      serviceAccountName: accounts.platform,
      interval: '10m',
      retryInterval: '2m',
      timeout: '5m',
      wait: false,
      dependsOn: [...(props.afterPolicies ? ['policies'] : []), 'infra-configs'],
      substituteFrom: clusterVariables,
      patches: props.retiring
        ? [Kustomization, GitRepository].map(({ apiVersion, kind }) => deletePatch({ kind }, apiVersion))
        : undefined,
    });
  }
}
