import { DataGithubTeam } from '@cdktf/provider-github/lib/data-github-team';
import { Team } from '@cdktf/provider-github/lib/team';
import { TeamRepository } from '@cdktf/provider-github/lib/team-repository';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

export interface FleetTeamsProps {
  readonly github: ResolvedGithub;
  /** The repository's name, as the resource that makes it gives it. */
  readonly repository: string;
}

/**
 * The teams that CODEOWNERS names and those that approve deployments. An owner must see the team and be able to write,
 * or GitHub ignores the line; nobody gets more. Members are the organisation's business.
 */
export class FleetTeams extends Construct {
  /** Slug to the id that GitHub gives. */
  readonly ids: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { github, repository }: FleetTeamsProps) {
    super(scope, id);
    const ids = github.teams.map((slug) => [slug, this.team(slug, github)] as const);
    for (const [slug, teamId] of ids) {
      new TeamRepository(this, `${slug}_writes`, { teamId, repository, permission: 'push' });
    }
    this.ids = new Map(ids);
  }

  private team(slug: string, github: ResolvedGithub): string {
    if (github.teamSource === 'existing') return new DataGithubTeam(this, slug, { slug }).id;
    return new Team(this, slug, {
      name: slug,
      description: `Code owners of ${github.repository}`,
      privacy: 'closed',
      createDefaultMaintainer: false,
    }).id;
  }
}
