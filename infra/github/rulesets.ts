import { RepositoryRuleset } from '@cdktf/provider-github/lib/repository-ruleset';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

export interface RulesetsProps {
  readonly github: ResolvedGithub;
  /** What must be found in order before anything is protected. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * What holds for everybody, administrators and apps too: a bypass counts for a whole ruleset, so what never has one is
 * a ruleset of its own, and what a release app may need one for later is another.
 */
export class Rulesets extends Construct {
  constructor(scope: Construct, id: string, { github, dependsOn }: RulesetsProps) {
    super(scope, id);
    const branch = {
      repository: github.repository,
      target: 'branch',
      enforcement: 'active',
      conditions: { refName: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      dependsOn: [...dependsOn],
    };
    new RepositoryRuleset(this, 'integrity', {
      ...branch,
      name: 'integrity',
      rules: {
        requiredSignatures: true,
        nonFastForward: true,
        deletion: true,
        requiredLinearHistory: github.mergeMode === 'squash',
      },
    });
    new RepositoryRuleset(this, 'review', {
      ...branch,
      name: 'review',
      rules: {
        pullRequest: {
          requiredApprovingReviewCount: github.approvals,
          requireCodeOwnerReview: true,
          requireLastPushApproval: true,
          dismissStaleReviewsOnPush: true,
          requiredReviewThreadResolution: true,
        },
      },
    });
    new RepositoryRuleset(this, 'tags', {
      repository: github.repository,
      name: 'immutable-tags',
      target: 'tag',
      enforcement: 'active',
      conditions: { refName: { include: ['~ALL'], exclude: [] } },
      dependsOn: [...dependsOn],
      rules: { update: true, deletion: true, nonFastForward: true },
    });
  }
}
