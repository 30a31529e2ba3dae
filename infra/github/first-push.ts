import { DataGithubRepository } from '@cdktf/provider-github/lib/data-github-repository';
import { DataGithubRestApi } from '@cdktf/provider-github/lib/data-github-rest-api';
import { Construct } from 'constructs';
import type { ITerraformDependable } from 'cdktf';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

/**
 * Asserts, before anything is protected, that the operator's own push is there: the default branch has the right name,
 * exists, and its head carries a signature that GitHub verified. Protecting an unsigned head would make it the trusted
 * beginning of everything.
 */
export class FirstPush extends Construct {
  readonly checks: readonly ITerraformDependable[];
  /** GraphQL's id of the repository. */
  readonly repositoryId: string;

  constructor(scope: Construct, id: string, github: ResolvedGithub) {
    super(scope, id);
    const { owner, repository, defaultBranch, url } = github;
    const found = new DataGithubRepository(this, 'repository', {
      fullName: `${owner}/${repository}`,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.default_branch == "${defaultBranch}"}`,
            errorMessage: `The default branch of ${url} is '\${self.default_branch}', the fleet is declared with '${defaultBranch}'. Make '${defaultBranch}' the default branch, or set github.defaultBranch.`,
          },
        ],
      },
    });
    this.repositoryId = found.nodeId;
    this.checks = [
      found,
      new DataGithubRestApi(this, 'head', {
        // Not the commit: GitHub answers 422 where there is none, which the provider takes for a failure of its own.
        endpoint: `repos/${owner}/${repository}/branches/${defaultBranch}`,
        lifecycle: {
          postcondition: [
            {
              condition: '${self.code == 200}',
              errorMessage: `${url} has no branch '${defaultBranch}' yet. Push your first commit, signed: git commit -S, git push -u origin ${defaultBranch}. Then deploy this stack again.`,
            },
            {
              condition: '${try(jsondecode(self.body).commit.commit.verification.verified, false)}',
              errorMessage: `The head of '${defaultBranch}' in ${url} has no signature that GitHub could verify (\${try(jsondecode(self.body).commit.commit.verification.reason, "unknown")}). Sign it: git commit --amend -S, git push --force-with-lease. Then deploy this stack again.`,
            },
          ],
        },
      }),
    ];
  }
}
