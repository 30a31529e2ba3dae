import type { NotEvaluated } from '../not-evaluated';
import { counts, type Enforcement, enforcements, type Finding } from './finding';
import { severities, type Severity } from './severity';

/** The sums of a check. Part of the public JSON. */
export interface CheckSummary {
  /** Full id of the commit; null for the working tree. */
  readonly revision: string | null;
  /** The commit that was compared with; null without `--base`. */
  readonly base: string | null;
  readonly clusters: number;
  readonly resources: number;
  /** Distinct objects that were judged. */
  readonly reviewed: number;
  readonly findings: number;
  readonly new: number;
  readonly existing: number;
  /** Covered by an acceptance; counted in `findings`, and nowhere else. */
  readonly accepted: number;
  /** Covered only by an acceptance of the change itself; they fail until it is merged. */
  readonly pending: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byEnforcement: Readonly<Record<Enforcement, number>>;
  readonly notEvaluated: number;
}

/** Counts. */
export function summarize(
  findings: readonly Finding[],
  notEvaluated: readonly NotEvaluated[],
  known: Pick<CheckSummary, 'revision' | 'base' | 'clusters' | 'resources' | 'reviewed'>,
): CheckSummary {
  const states = { new: 0, existing: 0, accepted: 0, pending: 0 };
  const bySeverity = zeros(severities);
  const byEnforcement = zeros(enforcements);
  for (const finding of findings) {
    states[finding.state]++;
    if (!counts(finding)) continue;
    bySeverity[finding.severity]++;
    byEnforcement[finding.enforcement]++;
  }
  return {
    ...known,
    findings: findings.length,
    ...states,
    bySeverity,
    byEnforcement,
    notEvaluated: notEvaluated.length,
  };
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
