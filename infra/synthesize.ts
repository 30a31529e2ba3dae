import type { App } from 'cdktf';

import type { ResolvedAccessGrant, ResolvedFleet } from '../fleet/resolved-fleet';

import type { FirstDay } from './first-day';
import { AccessStack } from './stacks/access-stack';
import { ClusterStack } from './stacks/cluster-stack';
import { GithubStack } from './stacks/github-stack';
import { HubStack } from './stacks/hub-stack';
import { ProtectionStack } from './stacks/protection-stack';
import { StateStack } from './stacks/state-stack';
import { validateInfra } from './validations/validate-infra';

export interface SynthesizeInfraOptions {
  /** The time by which access grants have ended or not. Nothing else depends on it. */
  readonly now: Date;
  /** How far the first day has come. @default - at its beginning */
  readonly firstDay?: FirstDay;
}

export interface SynthesizedInfra {
  /** Grants that were left out because they have ended. */
  readonly endedGrants: readonly ResolvedAccessGrant[];
}

/**
 * Adds every stack of the fleet to the app, in order of deployment: state, github, (the operator's signed push),
 * protection, hub, the clusters, access. Then judges the whole.
 *
 * @throws InfraValidationError with every problem, before anything is written
 */
export function synthesizeInfra(
  app: App,
  fleet: ResolvedFleet,
  { now, firstDay }: SynthesizeInfraOptions,
): SynthesizedInfra {
  const state = new StateStack(app, fleet, {
    backend: firstDay?.stateBackend,
    network: firstDay?.stateNetwork,
  });
  const github = new GithubStack(app, fleet, { stateBackend: firstDay?.stateBackend });
  const protection = new ProtectionStack(app, fleet);
  const hub = new HubStack(app, fleet);
  github.addDependency(state);
  protection.addDependency(github);
  hub.addDependency(state);
  const clusters = new Map(
    fleet.clusters.map((cluster) => {
      const stack = new ClusterStack(app, fleet, cluster);
      stack.addDependency(hub);
      return [cluster.name, stack];
    }),
  );
  const access = new AccessStack(app, fleet, { now });
  for (const name of new Set(access.granted.map((grant) => grant.cluster))) {
    const cluster = clusters.get(name);
    if (cluster !== undefined) access.addDependency(cluster);
  }
  validateInfra(app, fleet);
  return { endedGrants: access.ended };
}
