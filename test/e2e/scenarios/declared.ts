import { rmSync } from 'node:fs';
import { follow, type FollowOptions } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import type { FleetProject } from '../support/fleet-project';

/** Synthesises the changed declaration and commits what comes of it. @returns the commit */
export async function declare(
  { project, repository }: SyncedFleet,
  message: string,
  change: (project: FleetProject) => void,
): Promise<string> {
  change(project);
  const files = await project.synthesize();
  try {
    repository.replace(files);
    return repository.commit(message);
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
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
