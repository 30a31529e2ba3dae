import { readAcceptanceFiles } from './declaration-files';
import type { Fleet } from './fleet';
import { addProjectGrants } from './grants/project-grants';
import { readLock, writeLock } from './lock-file';
import { ResolvedFleet } from './resolved-fleet';

/**
 * The declaration with its project folder: what was allocated before is read from `fleet.lock.json`, what is new is
 * added to it. Accepted risks are read from `.securitytower/acceptances/`, access grants from `.securitytower/grants/`
 * beside those of the declaration.
 *
 * @param directory the folder of `fleet.ts`
 * @throws FleetValidationError with every problem, before anything is written
 */
export function resolveProject(fleet: Fleet, directory: string): ResolvedFleet {
  addProjectGrants(fleet, directory);
  const resolution = fleet.resolve(readLock(directory), readAcceptanceFiles(directory));
  writeLock(directory, resolution.lock);
  return resolution.fleet;
}
