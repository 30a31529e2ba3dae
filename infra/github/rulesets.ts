import { RepositoryRuleset } from '@cdktf/provider-github/lib/repository-ruleset';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

import { protects } from './protects';

export interface RulesetsProps {
  readonly github: ResolvedGithub;
  /** What must be found in order before anything is protected. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * What nobody should ever push to a fleet's repository: Terraform's state and plans hold secrets, and private keys are
 * some. fnmatch patterns.
 */
const restrictedPaths = [
  '**/*.tfstate',
  '**/*.tfstate.*',
  '**/*.tfplan',
  '**/.terraform/**',
  '**/.env',
  '**/id_rsa',
  '**/id_ecdsa',
  '**/id_ed25519',
  '**/*.key',
  '**/*.pem',
  '**/*.pfx',
  '**/*.p12',
];

/**
 * What holds for everybody, administrators and apps too: a bypass counts for a whole ruleset, so what never has one is
 * a ruleset of its own. The only bypass there is lets the release App create tags.
 */
export class Rulesets extends Construct {
  constructor(scope: Construct, id: string, { github, dependsOn }: RulesetsProps) {
    super(scope, id);
    const common = { repository: github.repository, enforcement: 'active', dependsOn: [...dependsOn] };
    const branch = { ...common, target: 'branch', conditions: refs('~DEFAULT_BRANCH') };
    const tag = { ...common, target: 'tag', conditions: refs('~ALL') };
    if (protects(github, 'integrity')) {
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
    }
    if (protects(github, 'review')) {
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
          requiredStatusChecks: {
            strictRequiredStatusChecksPolicy: true,
            // The first push must not wait for a check that it brings along.
            doNotEnforceOnCreate: true,
            requiredCheck: github.requiredChecks.map(({ context, appId }) => ({
              context,
              integrationId: appId,
            })),
          },
        },
      });
    }
    if (protects(github, 'tags')) {
      new RepositoryRuleset(this, 'tags', {
        ...tag,
        name: 'immutable-tags',
        rules: { update: true, deletion: true, nonFastForward: true },
      });
      new RepositoryRuleset(this, 'tag_creation', {
        ...tag,
        name: 'tag-creation',
        rules: { creation: true },
        bypassActors:
          github.releaseAppId === undefined
            ? undefined
            : [{ actorType: 'Integration', actorId: github.releaseAppId, bypassMode: 'always' }],
      });
    }
    if (protects(github, 'push-rules')) {
      new RepositoryRuleset(this, 'push', {
        ...common,
        name: 'push',
        target: 'push',
        rules: { filePathRestriction: { restrictedFilePaths: restrictedPaths } },
      });
    }
  }
}

function refs(include: string): { refName: { include: string[]; exclude: string[] } } {
  return { refName: { include: [include], exclude: [] } };
}
