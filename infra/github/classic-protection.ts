import { BranchProtection } from '@cdktf/provider-github/lib/branch-protection';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

export interface ClassicProtectionProps {
  readonly github: ResolvedGithub;
  /** GraphQL's id of the repository. */
  readonly repositoryId: string;
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The rulesets once more, in the words that checkov (CKV_GIT_5, CKV_GIT_6) and Trivy (GIT-0004) read. */
export class ClassicProtection extends Construct {
  constructor(scope: Construct, id: string, { github, repositoryId, dependsOn }: ClassicProtectionProps) {
    super(scope, id);
    new BranchProtection(this, 'default_branch', {
      repositoryId,
      pattern: github.defaultBranch,
      enforceAdmins: true,
      allowsDeletions: false,
      allowsForcePushes: false,
      requireSignedCommits: true,
      requireConversationResolution: true,
      requiredLinearHistory: github.mergeMode === 'squash',
      requiredPullRequestReviews: [
        {
          requiredApprovingReviewCount: github.approvals,
          requireCodeOwnerReviews: true,
          requireLastPushApproval: true,
          dismissStaleReviews: true,
        },
      ],
      requiredStatusChecks: [
        {
          strict: true,
          // `<app id>:<context>` pins the check, as in the rulesets.
          contexts: github.requiredChecks.map(({ context, appId }) => `${appId}:${context}`),
        },
      ],
      dependsOn: [...dependsOn],
    });
  }
}
