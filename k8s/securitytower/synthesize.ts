import { Chart, Yaml } from 'cdk8s';
import { Construct } from 'constructs';

import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { runningApplications } from '../applications/running';
import { Folder } from '../folder';
import { AccessGrantCard } from './access-grant';
import { ApplicationCard } from './application';
import { ClusterCard } from './cluster';
import { FleetCard } from './fleet';
import { HubCard } from './hub';

/** Writes `.securitytower/`: what the control kit, and whoever reads the original product's files, knows of the fleet. */
export function synthesizeCards(fleet: ResolvedFleet, outputDirectory: string): void {
  for (const cluster of fleet.clusters) {
    writeCard(outputDirectory, `cluster-${cluster.name}`, (scope) => {
      new ClusterCard(scope, 'cluster', { fleet, cluster });
    });
  }
  if (fleet.exceptions.length > 0) {
    writeCard(outputDirectory, 'fleet', (scope) => new FleetCard(scope, 'fleet', fleet));
  }
  for (const hub of fleet.hubs) {
    writeCard(outputDirectory, `hub-${hub.location}`, (scope) => {
      new HubCard(scope, 'hub', { fleet, hub });
    });
  }
  for (const grant of fleet.accessGrants) {
    writeCard(outputDirectory, `grant-${grant.name}`, (scope) => {
      new AccessGrantCard(scope, 'grant', grant);
    });
  }
  for (const { tenant, application } of runningApplications(fleet)) {
    writeCard(outputDirectory, `application-${application.name}`, (scope) => {
      new ApplicationCard(scope, 'application', { fleet, tenant, application });
    });
  }
}

/** Written by its own name: cdk8s shortens a chart's file name to 63 characters, which a cluster's own name may have. */
function writeCard(outputDirectory: string, name: string, fill: (scope: Construct) => void): void {
  const folder = new Folder(outputDirectory, '.securitytower');
  const chart = new Chart(folder, 'card');
  fill(chart);
  folder.writeText(`${name}.yaml`, Yaml.stringify(...(chart.toJson() as object[])));
}
