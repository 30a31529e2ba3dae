import { entrySegments } from './entry-path';

/**
 * Names entries by their last folder; where several end in the same one, by as many folders as it takes:
 * `clusters/prod/weu` and `clusters/dev/weu` become `prod-weu` and `dev-weu`.
 *
 * @param root the name of an entry that is the repository's root
 * @param taken names that may not be given
 */
export function nameEntries(
  entries: readonly string[],
  root: string,
  taken: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set(taken);
  for (const entry of entries) {
    const name = firstFree(entry, entries, root, used);
    used.add(name);
    names.set(entry, name);
  }
  return names;
}

function firstFree(
  entry: string,
  entries: readonly string[],
  root: string,
  used: ReadonlySet<string>,
): string {
  const depth = entrySegments(entry).length;
  for (let count = 1; count <= depth; count++) {
    const name = tail(entry, count, root);
    const alone = entries.every((other) => other === entry || tail(other, count, root) !== name);
    if (alone && !used.has(name)) return name;
  }
  const longest = tail(entry, depth, root);
  for (let number = 1; ; number++) {
    const name = number === 1 ? longest : `${longest}-${number}`;
    if (!used.has(name)) return name;
  }
}

function tail(entry: string, count: number, root: string): string {
  const segments = entrySegments(entry);
  return segments.length === 0 ? root : segments.slice(-count).join('-');
}
