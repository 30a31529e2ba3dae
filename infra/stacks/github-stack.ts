import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { DeployKeys } from '../github/deploy-keys';
import { Environments } from '../github/environments';
import { FleetRepository } from '../github/fleet-repository';
import { FleetTeams } from '../github/fleet-teams';
import { Organisation } from '../github/organisation';
import { WorkflowVariables } from '../github/workflow-variables';
import { repositoryNote } from '../naming/repository-note';
import type { StateBackend } from '../naming/state-location';

import { FleetStack } from './fleet-stack';

export interface GithubStackOptions {
  /** Where the stack `state` keeps its own state, which says who deploys. @default 'local' */
  readonly stateBackend?: StateBackend;
}

/**
 * The fleet repository, empty, with its teams, environments, variables and deploy keys, in an organisation that was
 * found in order. The operator's signed push comes next.
 */
export class GithubStack extends FleetStack {
  constructor(scope: Construct, fleet: ResolvedFleet, { stateBackend = 'local' }: GithubStackOptions = {}) {
    super(scope, 'github', fleet);
    this.addOverride('//.fleetkeep.repository', repositoryNote(fleet.github));
    this.storeState();
    this.useGithub();
    const { github } = fleet;
    const organisation = new Organisation(this, 'organisation', github);
    const repository = new FleetRepository(this, 'fleet', {
      github,
      description: `Fleet ${fleet.name}: what Flux syncs to every cluster`,
      dependsOn: organisation.checks,
    });
    const teams = new FleetTeams(this, 'teams', { github, repository: repository.name });
    const { names } = new Environments(this, 'environments', {
      fleet,
      repository: repository.name,
      teamIds: teams.ids,
    });
    new WorkflowVariables(this, 'variables', {
      fleet,
      repository: repository.name,
      environments: names,
      stateBackend,
    });
    new DeployKeys(this, 'flux', { github, repository: repository.name });
    new TerraformOutput(this, 'repository', { value: repository.name, staticId: true });
  }
}
