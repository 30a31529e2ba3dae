import { Team } from '@cdktf/provider-github/lib/team';
import { TeamRepository } from '@cdktf/provider-github/lib/team-repository';
import { Construct } from 'constructs';

export interface FleetTeamsProps {
  /** Slugs, without the organisation. */
  readonly teams: readonly string[];
  readonly repository: string;
}

/**
 * The teams that CODEOWNERS names. An owner must see the team and be able to write, or GitHub ignores the line; nobody
 * gets more. Members are the organisation's business.
 */
export class FleetTeams extends Construct {
  constructor(scope: Construct, id: string, { teams, repository }: FleetTeamsProps) {
    super(scope, id);
    for (const slug of teams) {
      const team = new Team(this, slug, {
        name: slug,
        description: `Code owners of ${repository}`,
        privacy: 'closed',
        createDefaultMaintainer: false,
      });
      new TeamRepository(this, `${slug}_writes`, { teamId: team.id, repository, permission: 'push' });
    }
  }
}
