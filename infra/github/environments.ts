import { RepositoryEnvironment } from '@cdktf/provider-github/lib/repository-environment';
import { RepositoryEnvironmentDeploymentPolicy } from '@cdktf/provider-github/lib/repository-environment-deployment-policy';
import { Token } from 'cdktf';
import { Construct } from 'constructs';

import { environmentsOf } from '../../fleet/github-environments';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import { protects } from './protects';

export interface EnvironmentsProps {
  readonly fleet: ResolvedFleet;
  readonly repository: string;
  /** Slug of a team to its id. */
  readonly teamIds: ReadonlyMap<string, string>;
}

/**
 * Where workflows apply: only from the default branch, and production only when somebody of its teams approves who
 * has not started it. Azure's identities trust these names.
 */
export class Environments extends Construct {
  /** Name to the name as its resource gives it; empty where the plan has none. */
  readonly names: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { fleet, repository, teamIds }: EnvironmentsProps) {
    super(scope, id);
    const { github } = fleet;
    const names = new Map<string, string>();
    this.names = names;
    if (!protects(github, 'environments')) return;
    const reviewers = github.deploymentReviewers.map((slug) => Token.asNumber(teamIds.get(slug)));
    for (const { name, production } of environmentsOf(fleet)) {
      const reviewed = production && protects(github, 'environment-reviewers');
      const environment = new RepositoryEnvironment(this, name, {
        repository,
        environment: name,
        canAdminsBypass: false,
        preventSelfReview: reviewed,
        // 'Protected branches' would mean all branches where only rulesets protect.
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
        reviewers: reviewed ? [{ teams: reviewers }] : undefined,
      });
      names.set(name, environment.environment);
      new RepositoryEnvironmentDeploymentPolicy(this, `${name}_branch`, {
        repository,
        environment: environment.environment,
        branchPattern: github.defaultBranch,
      });
    }
  }
}
