import { Declaration } from './declaration';
import type { Fleet } from './fleet';
import { AccessGrantProps, endOf, grantProblems } from './grants/grant-rules';
import { ResolvedAccessGrant } from './resolved-fleet';

export { type AccessGrantProps, type GrantEnd, type GrantRole, maximumGrantDays } from './grants/grant-rules';

/** Access to one cluster, for a limited time, case by case. */
export class AccessGrant extends Declaration {
  /** @param place of a grant that a file declares, for messages. @default - the statement's own line */
  constructor(
    private readonly fleet: Fleet,
    name: string,
    readonly props: AccessGrantProps,
    place?: string,
  ) {
    super(fleet, 'access grant', name, place);
  }

  resolve(): ResolvedAccessGrant {
    const { cluster, namespace, group, role, startsAt, expires, reason, ticket } = this.props;
    const start = Date.parse(startsAt);
    return {
      name: this.name,
      cluster,
      namespace,
      group,
      role,
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(endOf(expires, start) ?? start).toISOString(),
      reason,
      ticket,
    };
  }

  protected override problems(): readonly string[] {
    return grantProblems(this.props, {
      clusters: this.fleet.clusters.map((known) => known.name),
      pimGroups: (this.fleet.props.azure.pimGroups ?? []).map((group) => group.toLowerCase()),
    });
  }
}
