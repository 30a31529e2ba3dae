import { homedir } from 'node:os';
import { join } from 'node:path';

import { contentHash } from '../e2e/support/cache';
import { go } from '../e2e/support/go-build';
import { makeOnce } from '../support/make-once';

const sources = join(__dirname, 'server');

/** How long a first build may take, in milliseconds: the registry has many dependencies. */
export const buildTimeout = 900_000;

/**
 * The distribution project's registry and its reading of references, as a program: built once per content of its sources,
 * into `$XDG_CACHE_HOME/fleetkeep/test-registry`.
 *
 * @returns path of the executable
 */
export async function registryProgram(): Promise<string> {
  const cache = join(
    process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'fleetkeep',
    'test-registry',
  );
  const executable = join(cache, contentHash(sources, /^(go\.(mod|sum)|.*\.go)$/), 'registry');
  return makeOnce(executable, join(cache, 'build.lock'), async (draft) => {
    await go(sources, ['build', '-ldflags', '-s -w', '-o', draft, '.']);
  });
}
