import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { Folder } from '../folder';
import { ofStage, partOf, writeOverlays } from '../kustomize/overlay';
import { tenantPriorityClass } from '../names';

/**
 * Writes `infrastructure/`. AKS brings network, storage and identity controllers itself, so `controllers` is empty until
 * a platform team adds one; `configs` has what every cluster is configured with.
 */
export function synthesizeInfrastructure(fleet: ResolvedFleet, outputDirectory: string): void {
  const controllers = new Folder(outputDirectory, 'infrastructure/controllers/base');
  controllers.writeKustomization({ resources: [], ...partOf(fleet) });
  const configs = new Folder(outputDirectory, 'infrastructure/configs/base');
  new PriorityClassChart(configs, 'priority-class');
  configs.synth();
  configs.writeKustomization({ resources: ['priority-class.yaml'], ...partOf(fleet) });
  const stages = fleet.stages.map((stage) => stage.name);
  for (const part of ['controllers', 'configs']) {
    writeOverlays(outputDirectory, `infrastructure/${part}`, stages, ofStage);
  }
}

/** Tenants' workloads stand below the platform's and never push each other out. */
class PriorityClassChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new k8s.KubePriorityClass(this, 'tenant', {
      metadata: { name: tenantPriorityClass },
      value: 1000,
      preemptionPolicy: 'Never',
      description: 'Workloads of tenants',
    });
  }
}
