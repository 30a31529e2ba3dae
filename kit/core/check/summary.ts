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
  const count = (matches: (finding: Finding) => boolean): number => findings.filter(matches).length;
  const counted = findings.filter(counts);
  const sums = <K extends string>(keys: readonly K[], of: (finding: Finding) => K): Record<K, number> =>
    Object.fromEntries(
      keys.map((key) => [key, counted.filter((finding) => of(finding) === key).length]),
    ) as Record<K, number>;
  return {
    ...known,
    findings: findings.length,
    new: count(({ state }) => state === 'new'),
    existing: count(({ state }) => state === 'existing'),
    accepted: count(({ state }) => state === 'accepted'),
    pending: count(({ state }) => state === 'pending'),
    bySeverity: sums(severities, ({ severity }) => severity),
    byEnforcement: sums(enforcements, ({ enforcement }) => enforcement),
    notEvaluated: notEvaluated.length,
  };
}
