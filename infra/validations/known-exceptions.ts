import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { controls, isControl } from '../azure/hardening';

import type { FleetRule } from './rule';

/** An exception to something that is no control would excuse nothing, and look as if it did. */
export class ExceptionsAreKnown implements FleetRule {
  check(fleet: ResolvedFleet): readonly string[] {
    return fleet.clusters.flatMap((cluster) =>
      cluster.exceptions
        .filter(({ control }) => !isControl(control))
        .map(
          ({ control }) =>
            `cluster '${cluster.name}': exception '${control}' is to no control that can be given up; known: ${Object.keys(controls).join(', ')}`,
        ),
    );
  }
}
