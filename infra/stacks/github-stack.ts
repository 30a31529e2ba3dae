import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { FleetRepository } from '../github/fleet-repository';
import { FleetTeams } from '../github/fleet-teams';

import { FleetStack } from './fleet-stack';

/** The fleet repository, empty, and the teams that own its paths. The operator's signed push comes next. */
export class GithubStack extends FleetStack {
  constructor(scope: Construct, fleet: ResolvedFleet) {
    super(scope, 'github', fleet);
    this.storeState();
    this.useGithub();
    const repository = new FleetRepository(this, 'fleet', {
      github: fleet.github,
      description: `Fleet ${fleet.name}: what Flux syncs to every cluster`,
    });
    new FleetTeams(this, 'teams', { teams: fleet.github.teams, repository: repository.name });
    new TerraformOutput(this, 'repository', { value: repository.name, staticId: true });
  }
}
