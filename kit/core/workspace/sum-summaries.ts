import { enforcements } from '../check/finding';
import { severities } from '../check/severity';
import type { CheckSummary } from '../check/summary';

/** The sums of several checks: of several repositories there is no one revision. */
export function sumSummaries(summaries: readonly CheckSummary[]): CheckSummary {
  const [first] = summaries;
  const only = summaries.length === 1 ? first : undefined;
  const sum = (of: (summary: CheckSummary) => number): number =>
    summaries.reduce((total, one) => total + of(one), 0);
  const by = <Key extends string>(keys: readonly Key[], of: (summary: CheckSummary) => Record<Key, number>) =>
    Object.fromEntries(keys.map((key) => [key, sum((one) => of(one)[key])])) as Record<Key, number>;
  return {
    revision: only?.revision ?? null,
    base: only?.base ?? null,
    clusters: sum(({ clusters }) => clusters),
    resources: sum(({ resources }) => resources),
    reviewed: sum(({ reviewed }) => reviewed),
    findings: sum(({ findings }) => findings),
    new: sum((one) => one.new),
    existing: sum(({ existing }) => existing),
    accepted: sum(({ accepted }) => accepted),
    pending: sum(({ pending }) => pending),
    bySeverity: by(severities, ({ bySeverity }) => bySeverity),
    byEnforcement: by(enforcements, ({ byEnforcement }) => byEnforcement),
    notEvaluated: sum(({ notEvaluated }) => notEvaluated),
  };
}
