import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit that a mirror's default branch is at, read as gitrepository-layout(5) has it: for hundreds of mirrors a process
 * of git each would be most of what an answer costs.
 *
 * @returns undefined for whatever is kept in another way: git has to be asked
 */
export async function mirrorHead(directory: string): Promise<string | undefined> {
  const text = (...path: readonly string[]): Promise<string> =>
    readFile(join(directory, ...path), 'utf8').catch(() => '');
  const branch = /^ref: (refs\/heads\/\S+)\n$/.exec(await text('HEAD'))?.[1];
  if (branch === undefined || branch.split('/').includes('..')) return undefined;
  // In this order, as git does: what is packed is taken away from here only after that.
  const loose = (await text(...branch.split('/'))).trimEnd();
  if (objectId.test(loose)) return loose;
  if (loose !== '') return undefined;
  const packed = (await text('packed-refs')).split('\n').find((line) => line.endsWith(` ${branch}`));
  const id = packed?.slice(0, -branch.length - 1) ?? '';
  return objectId.test(id) ? id : undefined;
}
