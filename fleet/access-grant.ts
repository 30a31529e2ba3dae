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
    const problems = grantProblems(this.props, {
      clusters: this.fleet.clusters.map((known) => known.name),
      pimGroups: (this.fleet.props.azure.pimGroups ?? []).map((group) => group.toLowerCase()),
    });
    return [...problems, ...this.approverProblems()];
  }

  /** PIM asks somebody before administrators' roles are switched on: somebody has to be named. */
  private approverProblems(): readonly string[] {
    const { cluster: name, role, namespace } = this.props;
    const cluster = this.fleet.clusters.find((known) => known.name === name);
    if (!['admin', 'cluster-admin'].includes(role) || namespace !== undefined) return [];
    if (cluster === undefined || cluster.props.administratorGroup !== undefined) return [];
    return [
      `role '${role}' needs an approver, and cluster '${name}' names none; set the cluster's administratorGroup, or grant 'reader'`,
    ];
  }
}
