import { Chart } from 'cdk8s';

import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { runningApplications } from '../applications/running';
import { Folder } from '../folder';
import { ApplicationCard } from './application';
import { ClusterCard } from './cluster';

/** Writes `.securitytower/`: what the control kit, and whoever reads the original product's files, knows of the fleet. */
export function synthesizeCards(fleet: ResolvedFleet, outputDirectory: string): void {
  for (const cluster of fleet.clusters) {
    const folder = new Folder(outputDirectory, '.securitytower');
    new ClusterCard(new Chart(folder, `cluster-${cluster.name}`), 'cluster', { fleet, cluster });
    folder.synth();
  }
  for (const { tenant, application } of runningApplications(fleet)) {
    const folder = new Folder(outputDirectory, '.securitytower');
    const chart = new Chart(folder, `application-${application.name}`);
    new ApplicationCard(chart, 'application', { fleet, tenant, application });
    folder.synth();
  }
}
