import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds between two looks. */
const pause = 50;

/** A lock that nobody has written into for so long is left over from a process that was killed while it took it. */
const abandonedMilliseconds = 10_000;

/**
 * Does something that only one process of this machine may do at a time; others wait. A lock whose process is gone is taken
 * away.
 *
 * @param path of the lock's file, in a folder that exists
 */
export async function locked<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await take(path))) {
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await wait(pause);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (pid === 0) {
    const { mtimeMs = Infinity } = (await stat(path).catch(() => undefined)) ?? {};
    return Date.now() - mtimeMs > abandonedMilliseconds;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
