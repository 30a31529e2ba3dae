import type { NotEvaluated } from '../not-evaluated';
import { type Enforcement, enforcements, type Finding } from './finding';
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
  const counts = <K extends string>(keys: readonly K[], of: (finding: Finding) => K): Record<K, number> =>
    Object.fromEntries(keys.map((key) => [key, count((finding) => of(finding) === key)])) as Record<
      K,
      number
    >;
  return {
    ...known,
    findings: findings.length,
    new: count(({ state }) => state === 'new'),
    existing: count(({ state }) => state === 'existing'),
    bySeverity: counts(severities, ({ severity }) => severity),
    byEnforcement: counts(enforcements, ({ enforcement }) => enforcement),
    notEvaluated: notEvaluated.length,
  };
}
