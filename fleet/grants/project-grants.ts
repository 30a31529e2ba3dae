import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { AccessGrant } from '../access-grant';
import type { Fleet } from '../fleet';
import { FleetValidationError } from '../fleet-validation-error';
import { grantFolder, parseGrants } from './grant-file';

const madeFromFiles = new WeakMap<Fleet, readonly string[]>();

/**
 * Adds the grants that files of `.securitytower/grants` declare to the fleet, in place of those that an earlier reading
 * added. Their own problems are told with those of the declaration.
 *
 * @param directory the folder of `fleet.ts`
 * @throws FleetValidationError for files that hold no grant that can be read
 */
export function addProjectGrants(fleet: Fleet, directory: string): void {
  for (const id of madeFromFiles.get(fleet) ?? []) fleet.node.tryRemoveChild(id);
  madeFromFiles.delete(fleet);
  const folder = join(directory, grantFolder);
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  const parsed = files.map((file) => {
    const path = join(folder, file);
    return parseGrants(relative(directory, path).split(sep).join('/'), readFileSync(path, 'utf8'), {
      clusters: fleet.clusters.map((cluster) => cluster.name),
      pimGroups: (fleet.props.azure.pimGroups ?? []).map((group) => group.toLowerCase()),
    });
  });
  const problems = parsed.flatMap((one) => one.problems);
  if (problems.length > 0) {
    throw new FleetValidationError(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`));
  }
  const made = parsed.flatMap((one) =>
    one.grants.map(({ name, props, file, line }) => new AccessGrant(fleet, name, props, `${file}:${line}`)),
  );
  madeFromFiles.set(
    fleet,
    made.map((grant) => grant.node.id),
  );
}
