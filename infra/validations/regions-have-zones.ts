import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { hasZones } from '../azure/regions';

import type { FleetRule } from './rule';

/** A pool over zones that a region does not have fails to apply, minutes into the deployment. */
export class RegionsHaveZones implements FleetRule {
  check(fleet: ResolvedFleet): readonly string[] {
    return fleet.clusters
      .filter((cluster) => !hasZones(cluster.location))
      .flatMap((cluster) =>
        cluster.nodePools
          .filter((pool) => pool.zones.length > 0)
          .map(
            (pool) =>
              `cluster '${cluster.name}': node pool '${pool.name}' is spread over zones ${pool.zones.join(', ')}, and '${cluster.location}' has none; choose a region with zones, or zones: []`,
          ),
      );
  }
}
