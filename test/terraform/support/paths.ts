import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const repositoryRoot = resolve(__dirname, '../../..');

/** Where the Go sources of the test provider are. */
export const providerSources = resolve(__dirname, '../provider');

/** Where provider schemas lie as data; beside the repository, not part of it. */
export const schemaFolder = resolve(repositoryRoot, '../shared/terraform');

/**
 * Where built mirrors are kept, outside the tree.
 *
 * @param environment the process's environment: `XDG_CACHE_HOME` is honoured
 */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const caches = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(caches, 'fleetkeep', 'terraform-bench');
}
