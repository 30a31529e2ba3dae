import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import { join } from 'node:path';

import type { Git } from './git';

/**
 * A file that was changed no longer ago may change once more without its times telling: file systems count time in steps,
 * of up to two seconds.
 */
const settledAfterMilliseconds = 2_000n;

/**
 * Tells one state of a working tree from any other, by the names of its files and what the file system says of each of them:
 * their size, number, mode, and when content and that last changed. Nothing is read.
 *
 * @param root absolute path
 * @param now when it is looked at
 * @returns undefined while it cannot be told, because something has only just changed
 */
export async function workTreeState(git: Git, root: string, now: Date): Promise<string | undefined> {
  const settled = BigInt(now.getTime()) - settledAfterMilliseconds;
  const list = (...excluding: readonly string[]): Promise<string> =>
    git.run(['ls-files', '-z', '--cached', '--others', '--deduplicate', ...excluding], { directory: root });
  // What the user leaves out everywhere, the engine does not: both readers are answered for.
  const [shown, all] = await Promise.all([
    list('--exclude-standard'),
    list('--exclude-per-directory=.gitignore'),
  ]);
  const state = createHash('sha256').update(`${shown}\0\0`);
  for (const path of all.split('\0')) {
    const stat = path === '' ? undefined : statOf(join(root, path));
    if (stat !== undefined && stat.ctimeMs > settled) return undefined;
    const { mode, size, ino, mtimeNs, ctimeNs } = stat ?? {};
    state.update(`${path}\0${[mode, size, ino, mtimeNs, ctimeNs].join(' ')}\n`);
  }
  return state.digest('hex');
}

/** Undefined for what is gone. */
function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}
