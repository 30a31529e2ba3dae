/** As much of a declaration as says what it goes without. */
export interface Accepted {
  /** The plan that it counts on. */
  readonly plan: string;
  /** `github.without`. */
  readonly without: readonly string[];
}

/** What each name of `github.without` means among the controls that are read back. */
const controls: Readonly<Record<string, readonly string[]>> = {
  integrity: ['signed-commits', 'no-force-push', 'no-deletion'],
  review: ['approvals', 'code-owners', 'last-push', 'stale-reviews', 'threads', 'policy-check', 'up-to-date'],
  tags: ['tags'],
  'push-rules': ['push-rules'],
  environments: ['environments', 'production-gate'],
  'environment-reviewers': ['production-gate'],
  'secret-scanning': ['secret-scanning'],
  'two-factor-authentication': ['two-factor'],
  'organisation-settings': ['base-permission'],
};

/** The controls that a declaration accepts as not met. The audit log has an API with the plan `enterprise` only. */
export function acceptedControls({ plan, without }: Accepted): readonly string[] {
  const named = without.flatMap((name) => controls[name] ?? []);
  // A bypass of the ruleset that is left lets somebody pass what was not accepted.
  const bypass = without.includes('integrity') && without.includes('review') ? ['bypass'] : [];
  return [...new Set([...named, ...bypass, ...(plan === 'enterprise' ? [] : ['audit-log'])])];
}
