import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Tells a repository's configuration file from any other state of it, and the repository from one that took its place;
 * undefined where it cannot be looked at.
 *
 * @param gitDirectory absolute path of Git's own folder
 */
export async function configState(gitDirectory: string): Promise<string | undefined> {
  const file = join(gitDirectory, 'config');
  const state = await stat(file, { bigint: true }).catch(() => undefined);
  return state && [file, state.ino, state.ctimeNs, state.size].join('\0');
}
