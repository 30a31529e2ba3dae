import { DataGithubRestApi } from '@cdktf/provider-github/lib/data-github-rest-api';
import { DataGithubTeam } from '@cdktf/provider-github/lib/data-github-team';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

/**
 * Asserts that whoever must approve can: once the rules hold, a team without members, or an owner that GitHub ignores,
 * would stop every change, or let it pass unseen.
 */
export class AbleOwners extends Construct {
  readonly checks: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, github: ResolvedGithub) {
    super(scope, id);
    const { owner, repository, defaultBranch, url } = github;
    const teams = github.teams.map(
      (slug) =>
        new DataGithubTeam(this, slug, {
          slug,
          lifecycle: {
            postcondition: [
              {
                // Nobody approves a change of their own: a team of one cannot change what it owns.
                condition: '${length(self.members) >= 2}',
                errorMessage: `The team '${slug}' has \${length(self.members)} members: nobody could approve what it owns. Add at least two: https://github.com/orgs/${owner}/teams/${slug}/members.`,
              },
            ],
          },
        }),
    );
    const codeOwners = new DataGithubRestApi(this, 'code_owners', {
      // GitHub's own judgement of the file: owners that it does not know, or that cannot write.
      endpoint: `repos/${owner}/${repository}/codeowners/errors?ref=${defaultBranch}`,
      lifecycle: {
        postcondition: [
          {
            condition: '${self.code == 200}',
            errorMessage: `${url} has no CODEOWNERS on '${defaultBranch}'. Push what 'npm run synth' wrote (.github/CODEOWNERS), then deploy this stack again.`,
          },
          {
            condition: '${length(try(jsondecode(self.body).errors, ["unreadable"])) == 0}',
            errorMessage: `GitHub ignores lines of .github/CODEOWNERS in ${url}: \${join("; ", [for error in try(jsondecode(self.body).errors, []) : "line \${error.line}: \${error.kind}: \${error.source}"])}. An owner must exist, be visible, and have write access.`,
          },
        ],
      },
    });
    this.checks = [...teams, codeOwners];
  }
}
