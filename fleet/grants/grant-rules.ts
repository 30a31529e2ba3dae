import { isDnsLabel, isUuid, suggestion } from '../names';

/** What a person may do while a grant runs, from least to most. */
export const accessRoles = ['reader', 'writer', 'admin', 'cluster-admin'] as const;
export type GrantRole = (typeof accessRoles)[number];

/** The end of a grant: exactly one of the three. */
export type GrantEnd =
  | { readonly hours: number }
  | { readonly days: number }
  /** ISO 8601 with a time zone. */
  | { readonly at: string };

/** Access to one cluster for a limited time, as `fleet.ts` or a file declares it. */
export interface AccessGrantProps {
  /** Name of a cluster of the fleet. */
  readonly cluster: string;
  /** Object id of the Entra ID group that may activate the role. */
  readonly group: string;
  readonly role: GrantRole;
  /** ISO 8601 with a time zone, for instance `2026-12-01T08:00Z`. */
  readonly startsAt: string;
  /** There is no grant without an end. */
  readonly expires: GrantEnd;
  readonly reason: string;
  readonly ticket: string;
  /**
   * Needed for `writer`. PIM knows no namespaces: the group must be one of the fleet's `azure.pimGroups`.
   *
   * @default - the whole cluster
   */
  readonly namespace?: string;
}

/** The role policies of the clusters let an eligibility last no longer (`P90D`). */
export const maximumGrantDays = 90;

const hour = 3_600_000;

/** What a grant is judged against; absent parts are not judged. */
export interface GrantSurroundings {
  /** Names of the fleet's clusters. */
  readonly clusters?: readonly string[];
  /** Groups whose membership PIM limits. */
  readonly pimGroups?: readonly string[];
}

/** NaN for what has no time zone: the same text must mean the same instant on every machine. */
export function instant(text: string): number {
  return /(Z|[+-]\d{2}:\d{2})$/.test(text ?? '') ? Date.parse(text) : Number.NaN;
}

/**
 * @param start milliseconds since the epoch
 * @returns milliseconds since the epoch; undefined where the declaration gives no usable end
 */
export function endOf(expires: GrantEnd | undefined, start: number): number | undefined {
  // The declaration may come from plain JavaScript or YAML: the type alone does not keep an end from missing.
  if (typeof expires !== 'object' || expires === null || Object.keys(expires).length !== 1) return undefined;
  const end =
    'hours' in expires
      ? start + expires.hours * hour
      : 'days' in expires
        ? start + expires.days * 24 * hour
        : instant(expires.at);
  return Number.isFinite(end) ? end : undefined;
}

/** What is wrong with a grant: each text has the value given and the fix. */
export function grantProblems(
  props: AccessGrantProps,
  { clusters, pimGroups }: GrantSurroundings,
): readonly string[] {
  const { cluster, namespace, group, role, startsAt, reason, ticket } = props;
  const problems: string[] = [];
  if (clusters !== undefined && !clusters.includes(cluster)) {
    problems.push(`cluster '${cluster}' is unknown${suggestion(cluster ?? '', clusters)}`);
  }
  const told = (problem: string): void => void problems.push(`cluster '${cluster}': ${problem}`);
  if (!isUuid(group ?? '')) told(`group '${group}' is no object id (a UUID) of an Entra ID group`);
  if (!accessRoles.includes(role)) told(`role '${role}' is unknown${suggestion(String(role), accessRoles)}`);
  if (role === 'writer' && namespace === undefined) {
    told(`role 'writer' is for one namespace; name it, or ask for 'admin'`);
  }
  if (namespace !== undefined && !isDnsLabel(namespace)) {
    told(`namespace '${namespace}' is no namespace's name`);
  }
  if (
    namespace !== undefined &&
    pimGroups !== undefined &&
    !pimGroups.includes((group ?? '').toLowerCase())
  ) {
    told(
      `PIM knows no namespaces, so a grant of one needs a group whose membership PIM limits, and '${group}' is none that is known; ` +
        `add it to azure.pimGroups, or leave the namespace out`,
    );
  }
  if (!reason?.trim()) told('has no reason; an auditor will ask for one');
  if (!ticket?.trim()) told('has no ticket; name the incident or change');
  return [...problems, ...timeProblems(props, startsAt).map((problem) => `cluster '${cluster}': ${problem}`)];
}

function timeProblems({ expires }: AccessGrantProps, startsAt: string): readonly string[] {
  const start = instant(startsAt);
  if (Number.isNaN(start)) {
    return [`startsAt '${startsAt}' is no time with a zone; write e.g. '2026-12-01T08:00Z'`];
  }
  const end = endOf(expires, start);
  if (end === undefined) {
    const given = JSON.stringify(expires) ?? 'nothing';
    return [`expires is ${given}; a grant must end: write { hours: 4 }, { days: 2 } or { at: '…Z' }`];
  }
  if (end <= start) return [`ends at or before its start ${startsAt}; give a later end`];
  if (end - start > maximumGrantDays * 24 * hour) {
    return [`lasts longer than ${maximumGrantDays} days; split it, so that it is reviewed again`];
  }
  return [];
}
