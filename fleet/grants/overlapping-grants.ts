import type { AccessGrant } from '../access-grant';
import { endOf, instant } from './grant-rules';

/** A grant, and one before it that gives the same. */
export interface OverlappingGrants {
  readonly grant: AccessGrant;
  readonly earlier: AccessGrant;
  /** End of the earlier one, ISO 8601 in UTC. */
  readonly until: string;
}

/**
 * Azure keeps one eligibility a group, role and scope: the second of two at the same time would fail to apply. Grants
 * without a usable start or end are left out, and reported by themselves.
 */
export function overlappingGrants(grants: readonly AccessGrant[]): readonly OverlappingGrants[] {
  const timed = grants.flatMap((grant) => {
    const start = instant(grant.props.startsAt);
    const end = endOf(grant.props.expires, start);
    return Number.isNaN(start) || end === undefined ? [] : [{ grant, start, end }];
  });
  const latest = new Map<string, (typeof timed)[number]>();
  return [...timed]
    .sort((left, right) => left.start - right.start)
    .flatMap((one) => {
      const { cluster, namespace, group, role } = one.grant.props;
      const key = JSON.stringify([cluster, namespace, group?.toLowerCase(), role]);
      const before = latest.get(key);
      if (before === undefined || one.end > before.end) latest.set(key, one);
      // Two of one name are a problem of their own.
      if (before === undefined || before.end <= one.start || before.grant.name === one.grant.name) return [];
      return [{ grant: one.grant, earlier: before.grant, until: new Date(before.end).toISOString() }];
    });
}
