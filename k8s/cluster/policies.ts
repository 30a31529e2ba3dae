import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { Kustomization } from '../flux/kustomization';
import { accounts, clusterVariables, fluxNamespace, rootName } from '../names';

/**
 * The umbrella over Gatekeeper, its templates and its constraints. It stays when Git drops it: a cluster without
 * policies is a decision that somebody takes by hand.
 */
export class PoliciesChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Kustomization(this, 'policies', {
      namespace: fluxNamespace,
      path: './policies',
      source: rootName,
      serviceAccountName: accounts.root,
      interval: '1m',
      timeout: '5m',
      wait: true,
      substituteFrom: clusterVariables,
      keep: true,
    });
  }
}
