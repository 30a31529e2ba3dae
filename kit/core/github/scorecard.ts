/** What OpenSSF Scorecard looks at on a branch. */
export interface ScorecardBranch {
  readonly blocksForcePushes: boolean;
  readonly blocksDeletion: boolean;
  readonly requiresPullRequests: boolean;
  readonly approvals: number;
  readonly upToDate: boolean;
  readonly lastPushApproval: boolean;
  readonly statusChecks: boolean;
  readonly codeOwners: boolean;
  readonly dismissesStale: boolean;
  readonly appliesToAdministrators: boolean;
}

/** From none to all of Scorecard's tiers of branch protection. */
export type ScorecardTier = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * The tier that a branch reaches; one counts only when all before it are reached.
 *
 * Source: ossf/scorecard, checks/evaluation/branch_protection.go (tiers and `minReviews`) and docs/checks.md.
 */
export function scorecardTier(branch: ScorecardBranch): ScorecardTier {
  const tiers = [
    branch.blocksForcePushes && branch.blocksDeletion,
    branch.approvals >= 1 && branch.requiresPullRequests && branch.upToDate && branch.lastPushApproval,
    branch.statusChecks,
    branch.approvals >= 2 && branch.codeOwners,
    branch.dismissesStale && branch.appliesToAdministrators,
  ];
  const failed = tiers.indexOf(false);
  return (failed < 0 ? tiers.length : failed) as ScorecardTier;
}
