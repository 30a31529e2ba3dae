import { rmSync } from 'node:fs';
import { follow, type FollowOptions } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import type { FleetProject } from '../support/fleet-project';

/** A declaration that is synthesised and waits to be committed. */
export interface Prepared {
  /** In place of what the repository holds. @returns the commit */
  readonly commit: (message: string) => string;
}

/** Synthesises the changed declaration. */
export async function prepare(
  { project, repository }: SyncedFleet,
  change: (project: FleetProject) => void,
): Promise<Prepared> {
  change(project);
  const files = await project.synthesize();
  return {
    commit: (message) => {
      repository.replace(files);
      rmSync(files, { recursive: true, force: true });
      return repository.commit(message);
    },
  };
}

/** Synthesises the changed declaration and commits what comes of it. @returns the commit */
export async function declare(
  fleet: SyncedFleet,
  message: string,
  change: (project: FleetProject) => void,
): Promise<string> {
  return (await prepare(fleet, change)).commit(message);
}

/**
 * Runs with a declaration that changes, and takes repository and cluster back to where they were.
 *
 * @param back what is waited for at the end. @default - everything
 */
export async function during(
  fleet: SyncedFleet,
  run: () => Promise<void>,
  back?: FollowOptions,
): Promise<void> {
  const before = fleet.repository.head;
  try {
    await run();
  } finally {
    fleet.project.restore();
    fleet.repository.returnTo(before);
  }
  await follow(fleet, back);
}

/** For who changes nothing but constraints: what comes after them in the order is not waited for. */
export const untilConstraints: FollowOptions = {
  namespaces: ['flux-system'],
  until: ['flux-system/policy-constraints'],
};
