import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { Kustomization } from '../flux/kustomization';
import { accounts, clusterVariables, fluxNamespace, rootName } from '../names';

export interface InfrastructureChartProps {
  /** The cluster's stage. */
  readonly stage: string;
  /** Whether the fleet's policies come first. */
  readonly afterPolicies: boolean;
}

/** Controllers first, then what they and the API server are configured with. */
export class InfrastructureChart extends Chart {
  constructor(scope: Construct, id: string, props: InfrastructureChartProps) {
    super(scope, id);
    const common = {
      namespace: fluxNamespace,
      source: rootName,
      serviceAccountName: accounts.platform,
      interval: '1h',
      retryInterval: '2m',
      timeout: '5m',
      wait: true,
      substituteFrom: clusterVariables,
    };
    new Kustomization(this, 'infra-controllers', {
      ...common,
      path: `./infrastructure/controllers/${props.stage}`,
      dependsOn: props.afterPolicies ? ['policies'] : [],
    });
    new Kustomization(this, 'infra-configs', {
      ...common,
      path: `./infrastructure/configs/${props.stage}`,
      dependsOn: ['infra-controllers'],
      decryption: true,
    });
  }
}
