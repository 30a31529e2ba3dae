import type { LiveRuleset } from './control';
import type { ScorecardBranch } from './scorecard';

/** What all active rulesets together make of the default branch or of tags: the strongest of them holds. */
export interface BranchFacts extends ScorecardBranch {
  readonly signed: boolean;
  readonly threadsResolved: boolean;
  readonly checks: readonly { readonly context: string; readonly appId?: number }[];
  /** Those of other rules than the release App's on tags: `ruleset: type id`. */
  readonly bypasses: readonly string[];
  /** Whether the bypass lists of all rulesets could be read. */
  readonly bypassesKnown: boolean;
}

/** The rulesets that hold on the default branch. */
export function branchRulesets(
  rulesets: readonly LiveRuleset[],
  defaultBranch: string,
): readonly LiveRuleset[] {
  const all = ['~DEFAULT_BRANCH', '~ALL', `refs/heads/${defaultBranch}`];
  return active(rulesets, 'branch').filter(({ include }) => include.some((pattern) => all.includes(pattern)));
}

/** The rulesets that hold for every tag. */
export function tagRulesets(rulesets: readonly LiveRuleset[]): readonly LiveRuleset[] {
  return active(rulesets, 'tag').filter(({ include }) =>
    include.some((pattern) => ['~ALL', 'refs/tags/*', 'refs/tags/**/*'].includes(pattern)),
  );
}

export function active(rulesets: readonly LiveRuleset[], target: string): readonly LiveRuleset[] {
  return rulesets.filter((ruleset) => ruleset.target === target && ruleset.enforcement === 'active');
}

export function branchFacts(rulesets: readonly LiveRuleset[]): BranchFacts {
  const rules = rulesets.flatMap((ruleset) => ruleset.rules);
  const has = (type: string): boolean => rules.some((rule) => rule.type === type);
  const values = (type: string, name: string): readonly unknown[] =>
    rules.filter((rule) => rule.type === type).map(({ parameters }) => parameters?.[name]);
  const isOn = (name: string): boolean => values('pull_request', name).includes(true);
  const counts = values('pull_request', 'required_approving_review_count').map(Number);
  const checks = values('required_status_checks', 'required_status_checks').flatMap((list) =>
    Array.isArray(list) ? (list as { context: string; integration_id?: number | null }[]) : [],
  );
  const bypasses = rulesets.flatMap(({ name, bypassActors = [] }) =>
    bypassActors.map(({ type, id }) => `${name}: ${type}${id === null ? '' : ` ${id}`}`),
  );
  const bypassesKnown = rulesets.every(({ bypassActors }) => bypassActors !== undefined);
  return {
    blocksForcePushes: has('non_fast_forward'),
    blocksDeletion: has('deletion'),
    requiresPullRequests: has('pull_request'),
    approvals: Math.max(0, ...counts.filter((count) => Number.isFinite(count))),
    upToDate: values('required_status_checks', 'strict_required_status_checks_policy').includes(true),
    lastPushApproval: isOn('require_last_push_approval'),
    statusChecks: checks.length > 0,
    codeOwners: isOn('require_code_owner_review'),
    dismissesStale: isOn('dismiss_stale_reviews_on_push'),
    threadsResolved: isOn('required_review_thread_resolution'),
    // A ruleset holds for administrators unless its bypass list lets them pass.
    appliesToAdministrators: rulesets.length > 0 && bypassesKnown && bypasses.length === 0,
    signed: has('required_signatures'),
    checks: checks.map(({ context, integration_id: appId }) => ({ context, appId: appId ?? undefined })),
    bypasses,
    bypassesKnown,
  };
}
