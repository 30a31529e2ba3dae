import { ActionsRepositoryPermissions } from '@cdktf/provider-github/lib/actions-repository-permissions';
import { Repository } from '@cdktf/provider-github/lib/repository';
import { RepositoryDependabotSecurityUpdates } from '@cdktf/provider-github/lib/repository-dependabot-security-updates';
import { WorkflowRepositoryPermissions } from '@cdktf/provider-github/lib/workflow-repository-permissions';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

import { protects } from './protects';

export interface FleetRepositoryProps {
  readonly github: ResolvedGithub;
  readonly description: string;
  /** What must be found in order before the repository is made. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Actions that the repository may run besides GitHub's own: what Fleetkeep's workflows use, and nothing else. */
const allowedActions = ['hashicorp/setup-terraform@*'];

/**
 * The single source of truth: private, empty, and never destroyed. Nothing writes content here: the operator's own
 * signed push does, and after it only pull requests.
 */
export class FleetRepository extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { github, description, dependsOn }: FleetRepositoryProps) {
    super(scope, id);
    const squash = github.mergeMode === 'squash';
    const repository = new Repository(this, 'repository', {
      name: github.repository,
      description,
      visibility: 'private',
      autoInit: false,
      archiveOnDestroy: true,
      hasIssues: true,
      hasDiscussions: false,
      hasProjects: false,
      hasWiki: false,
      allowMergeCommit: !squash,
      allowSquashMerge: squash,
      // A rebase on GitHub cannot be signed.
      allowRebaseMerge: false,
      allowAutoMerge: false,
      allowUpdateBranch: true,
      deleteBranchOnMerge: true,
      ...(squash
        ? { squashMergeCommitTitle: 'PR_TITLE', squashMergeCommitMessage: 'PR_BODY' }
        : { mergeCommitTitle: 'PR_TITLE', mergeCommitMessage: 'PR_BODY' }),
      vulnerabilityAlerts: true,
      ...(protects(github, 'secret-scanning')
        ? {
            securityAndAnalysis: {
              secretScanning: { status: 'enabled' },
              secretScanningPushProtection: { status: 'enabled' },
            },
          }
        : {}),
      dependsOn: [...dependsOn],
      lifecycle: { preventDestroy: true },
    });
    if (github.adopt === 'existing') repository.importFrom(github.repository);
    this.name = repository.name;
    new ActionsRepositoryPermissions(this, 'actions', {
      repository: this.name,
      enabled: true,
      allowedActions: 'selected',
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAllowed: allowedActions,
      },
    });
    new WorkflowRepositoryPermissions(this, 'workflows', {
      repository: this.name,
      defaultWorkflowPermissions: 'read',
      canApprovePullRequestReviews: false,
    });
    new RepositoryDependabotSecurityUpdates(this, 'dependabot', { repository: this.name, enabled: true });
  }
}
