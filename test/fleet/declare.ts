import { Cluster, ClusterProps } from '../../fleet/cluster';
import { Fleet, FleetProps } from '../../fleet/fleet';
import { FleetValidationError } from '../../fleet/fleet-validation-error';

/** A valid fleet with nothing in it, and whatever a test says otherwise. */
export function declareFleet(props: Partial<FleetProps> = {}, name = 'acme'): Fleet {
  return new Fleet(name, {
    github: {
      owner: 'acme',
      repository: 'fleet',
      plan: 'team',
      without: ['environment-reviewers', 'secret-scanning'],
      codeOwners: { '*': ['@acme/platform'] },
    },
    azure: {
      tenantId: '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
      subscriptionId: '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31',
      location: 'westeurope',
    },
    stages: ['dev', 'prod'],
    ...props,
  });
}

export function declareCluster(fleet: Fleet, name: string, props: Partial<ClusterProps> = {}): Cluster {
  return new Cluster(fleet, name, { stage: 'dev', kubernetesVersion: '1.34', ...props });
}

export const emptyLock = { version: 1, clusters: {}, hubs: {} } as const;

/** Every problem of the declaration; an empty list when it resolves. */
export function problemsOf(fleet: Fleet): readonly string[] {
  return problemsIn(() => fleet.resolve(emptyLock));
}

/** Every problem that declaring or resolving finds; an empty list when there is none. */
export function problemsIn(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof FleetValidationError) return error.problems;
    throw error;
  }
}
