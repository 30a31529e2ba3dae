import type { Severity } from '../policy';

/** The `apiVersion` of what people and tools write into `.securitytower/`. */
export const acceptanceApiVersion = 'securitytower.io/v1alpha1';

export const acceptanceKind = 'RiskAcceptance';

/** Where the files are, beside `fleet.ts` and in the fleet repository. */
export const acceptanceFolder = '.securitytower/acceptances';

/** Why a violation may stay. */
export const categories = ['waiver', 'mitigated', 'false-positive'] as const;
export type AcceptanceCategory = (typeof categories)[number];

/** What is accepted in an object: a place, and what stands there. */
export interface AcceptedPlace {
  /**
   * The field of the judged object; for workloads that of their pods. A container is named in brackets, `*` is any:
   * `spec.containers[app].securityContext.privileged`.
   */
  readonly field: string;
  /** Of the value: `sha256:…`. A manifest with another value is not covered. */
  readonly digest: string;
}

/** The objects that an acceptance is about. Names may end with `*`, which needs a second approver. */
export interface AcceptanceTarget {
  /** Either these clusters, or all clusters of these stages. `*` is every cluster. */
  readonly clusters?: readonly string[];
  readonly stages?: readonly string[];
  /** `''` for an object in none. */
  readonly namespace: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** A risk that somebody answers for until a day: the content of one file in {@link acceptanceFolder}. */
export interface RiskAcceptance {
  readonly name: string;
  /** The kind of the constraint, for instance `K8sPSPCapabilities`. */
  readonly policy: string;
  /** The constraint's name. */
  readonly constraint: string;
  readonly target: AcceptanceTarget;
  readonly accepts: readonly AcceptedPlace[];
  readonly category: AcceptanceCategory;
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** RFC 3339, UTC: from then on pull requests fail. */
  readonly expiresAt: string;
  /** RFC 3339, UTC: from then on admission denies, so that a pod which is only rescheduled is no outage before. */
  readonly hardExpiresAt: string;
}

/** The longest that a risk may be accepted before it is looked at again, in days, by the policy's severity. */
export const capInDays: Readonly<Record<Severity, number>> = { critical: 30, high: 30, medium: 90, low: 180 };

/** Days from `expiresAt` to `hardExpiresAt`, unless the file says otherwise. */
export const defaultGraceInDays = 14;

/** The most days that may lie between them. */
export const maximalGraceInDays = 30;

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/** The moment some days after another one, RFC 3339 in UTC. */
export function daysAfter(moment: string, days: number): string {
  return timestamp(new Date(Date.parse(moment) + days * dayInMilliseconds));
}

/** Days between two moments, not rounded. */
export function daysBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / dayInMilliseconds;
}

/** RFC 3339 in UTC, to the second. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Whether an acceptance names more than it can list, and so needs a second approver. */
export function isWide({ target, accepts }: RiskAcceptance): boolean {
  return (
    target.clusters?.includes('*') === true ||
    [target.namespace, target.name].some((name) => name.endsWith('*')) ||
    accepts.some(({ field }) => field.includes('[*]'))
  );
}
