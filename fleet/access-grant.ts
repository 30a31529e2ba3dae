import { Declaration } from './declaration';
import type { Fleet } from './fleet';
import { isDnsLabel, isUuid, suggestion } from './names';
import { AccessRole, ResolvedAccessGrant } from './resolved-fleet';

/** The end of a grant: exactly one of the three. */
export type GrantEnd =
  | { readonly hours: number }
  | { readonly days: number }
  /** ISO 8601 with a time zone. */
  | { readonly at: string };

export interface AccessGrantProps {
  /** Name of a cluster of the fleet. */
  readonly cluster: string;
  /** Object id of the Entra ID group that may activate the role. */
  readonly group: string;
  readonly role: AccessRole;
  /** ISO 8601 with a time zone, for instance `2026-12-01T08:00Z`. */
  readonly startsAt: string;
  /** There is no grant without an end. */
  readonly expires: GrantEnd;
  readonly reason: string;
  readonly ticket: string;
  /** Needed for `writer`. @default - the whole cluster */
  readonly namespace?: string;
}

const roles: readonly AccessRole[] = ['reader', 'writer', 'admin', 'cluster-admin'];
const hour = 3_600_000;

/** The role policies of the clusters let an eligibility last no longer (`P90D`). */
export const maximumGrantDays = 90;

/** Access to one cluster, for a limited time, case by case. */
export class AccessGrant extends Declaration {
  constructor(
    private readonly fleet: Fleet,
    name: string,
    readonly props: AccessGrantProps,
  ) {
    super(fleet, 'access grant', name);
  }

  resolve(): ResolvedAccessGrant {
    const { cluster, namespace, group, role, startsAt, reason, ticket } = this.props;
    const start = Date.parse(startsAt);
    return {
      name: this.name,
      cluster,
      namespace,
      group,
      role,
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(this.end(start) ?? start).toISOString(),
      reason,
      ticket,
    };
  }

  /** Milliseconds since the epoch; undefined where the declaration gives no usable end. */
  private end(start: number): number | undefined {
    // The declaration may come from plain JavaScript: the type alone does not keep an end from missing.
    const expires = this.props.expires as GrantEnd | undefined;
    if (expires === undefined || Object.keys(expires).length !== 1) return undefined;
    const end =
      'hours' in expires
        ? start + expires.hours * hour
        : 'days' in expires
          ? start + expires.days * 24 * hour
          : instant(expires.at);
    return Number.isFinite(end) ? end : undefined;
  }

  protected override problems(): readonly string[] {
    const { cluster, namespace, group, role, startsAt, reason, ticket } = this.props;
    const problems: string[] = [];
    const clusters = this.fleet.clusters.map((known) => known.name);
    if (!clusters.includes(cluster)) {
      problems.push(`cluster '${cluster}' is unknown${suggestion(cluster, clusters)}`);
    }
    if (!isUuid(group ?? ''))
      problems.push(`cluster '${cluster}': group '${group}' is no object id (a UUID) of an Entra ID group`);
    if (!roles.includes(role))
      problems.push(`cluster '${cluster}': role '${role}' is unknown${suggestion(role, roles)}`);
    if (role === 'writer' && namespace === undefined) {
      problems.push(`cluster '${cluster}': role 'writer' is for one namespace; name it, or ask for 'admin'`);
    }
    if (namespace !== undefined && !isDnsLabel(namespace)) {
      problems.push(`cluster '${cluster}': namespace '${namespace}' is no namespace's name`);
    }
    if (!reason?.trim()) problems.push(`cluster '${cluster}': has no reason; an auditor will ask for one`);
    if (!ticket?.trim()) problems.push(`cluster '${cluster}': has no ticket; name the incident or change`);
    return [...problems, ...this.timeProblems(cluster, startsAt)];
  }

  private timeProblems(cluster: string, startsAt: string): readonly string[] {
    const start = instant(startsAt);
    if (Number.isNaN(start)) {
      return [
        `cluster '${cluster}': startsAt '${startsAt}' is no time with a zone; write e.g. '2026-12-01T08:00Z'`,
      ];
    }
    const end = this.end(start);
    if (end === undefined) {
      const given = JSON.stringify(this.props.expires) ?? 'nothing';
      return [
        `cluster '${cluster}': expires is ${given}; a grant must end: write { hours: 4 }, { days: 2 } or { at: '…Z' }`,
      ];
    }
    if (end <= start)
      return [`cluster '${cluster}': ends at or before its start ${startsAt}; give a later end`];
    if (end - start > maximumGrantDays * 24 * hour) {
      return [
        `cluster '${cluster}': lasts longer than ${maximumGrantDays} days; split it, so that it is reviewed again`,
      ];
    }
    return [];
  }
}

/** NaN for what has no time zone: the same text must mean the same instant on every machine. */
function instant(text: string): number {
  return /(Z|[+-]\d{2}:\d{2})$/.test(text ?? '') ? Date.parse(text) : Number.NaN;
}
