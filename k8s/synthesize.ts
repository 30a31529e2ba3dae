import { ResolvedFleet } from '../fleet/resolved-fleet';
import { runningApplications } from './applications/running';
import { synthesizeApplication } from './applications/synthesize';
import { synthesizeCluster } from './cluster/synthesize';
import { synthesizeInfrastructure } from './infrastructure/synthesize';
import { acceptancesOf } from './policies/acceptances';
import { synthesizePolicies } from './policies/synthesize';
import { writeGithubFiles } from './repository/github-files';
import { writeReadme } from './repository/readme';
import { copyAcceptances } from './securitytower/acceptances';
import { synthesizeCards } from './securitytower/synthesize';
import { synthesizeTenants } from './tenants/synthesize';

/**
 * Writes the content of the fleet repository: what Flux syncs and Gatekeeper guards, and what the control kit reads.
 *
 * The same fleet gives the same bytes for ever: neither the clock nor anything in the output folder is read. Files are
 * added and overwritten, never removed; start from an empty folder, as the cdk8s command line does.
 *
 * Every folder is a cdk8s App of its own, because an App resolves all of its charts for each of them: time and memory
 * stay linear in the number of clusters.
 *
 * @param outputDirectory the root of the repository's work tree; made when missing
 * @throws FleetValidationError for accepted risks that are not in order, before anything is written
 * @throws Error when a constraint is selected twice, a policy is unknown, or a cluster variable takes a reserved name
 */
export function synthesizeRepository(fleet: ResolvedFleet, outputDirectory: string): void {
  const acceptances = acceptancesOf(fleet);
  for (const cluster of fleet.clusters) synthesizeCluster(fleet, cluster, acceptances, outputDirectory);
  synthesizePolicies(fleet, acceptances, outputDirectory);
  synthesizeInfrastructure(fleet, outputDirectory);
  synthesizeTenants(fleet, outputDirectory);
  for (const { application } of runningApplications(fleet))
    synthesizeApplication(application, outputDirectory);
  synthesizeCards(fleet, outputDirectory);
  copyAcceptances(fleet, outputDirectory);
  writeReadme(fleet, outputDirectory);
  writeGithubFiles(fleet, outputDirectory);
}
