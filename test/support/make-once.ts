import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { withLock } from './lock';

/**
 * A file or folder that is made once, however many ask for it at the same time, in this process or in others: who comes
 * second waits. What could not be finished leaves nothing.
 *
 * @param lock a lock file: of what shares it, one thing is made at a time
 * @param make makes the path that it is given, beside `path`; nothing in it may ask for the same lock
 * @returns `path`
 */
export async function makeOnce(
  path: string,
  lock: string,
  make: (draft: string) => Promise<void>,
): Promise<string> {
  if (existsSync(path)) return path;
  await withLock(lock, async () => {
    if (existsSync(path)) return;
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    try {
      await make(draft);
      renameSync(draft, path);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
  return path;
}
