import type { ResolvedAccessGrant, ResolvedFleet } from '../../fleet/resolved-fleet';

import type { FleetRule } from './rule';

/** PIM asks somebody before administrators' roles are switched on: somebody has to be named. */
export class AdministratorsAreApproved implements FleetRule {
  check(fleet: ResolvedFleet): readonly string[] {
    const clusters = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
    return fleet.accessGrants.flatMap((grant) => {
      const cluster = clusters.get(grant.cluster);
      if (!['admin', 'cluster-admin'].includes(grant.role) || grant.namespace !== undefined) return [];
      if (cluster === undefined || cluster.administratorGroup !== undefined) return [];
      return [
        `access grant '${grant.name}': role '${grant.role}' needs an approver, and cluster '${cluster.name}' names none; set the cluster's administratorGroup, or grant 'reader'`,
      ];
    });
  }
}

/** Azure keeps one eligibility a group, role and scope: the second of two at the same time would fail to apply. */
export class GrantsDoNotOverlap implements FleetRule {
  check(fleet: ResolvedFleet): readonly string[] {
    const seen = new Map<string, ResolvedAccessGrant[]>();
    return fleet.accessGrants.flatMap((grant) => {
      const key = JSON.stringify([grant.cluster, grant.namespace, grant.group, grant.role]);
      const others = seen.get(key) ?? [];
      seen.set(key, [...others, grant]);
      return others
        .filter((other) => overlap(grant, other))
        .map(
          (other) =>
            `access grant '${grant.name}': group '${grant.group}' has role '${grant.role}' on cluster '${grant.cluster}' by grant '${other.name}' until ${other.endsAt} already; extend that one, or start this one then`,
        );
    });
  }
}

function overlap(left: ResolvedAccessGrant, right: ResolvedAccessGrant): boolean {
  return (
    Date.parse(left.startsAt) < Date.parse(right.endsAt) &&
    Date.parse(right.startsAt) < Date.parse(left.endsAt)
  );
}
