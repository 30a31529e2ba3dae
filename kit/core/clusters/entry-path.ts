/**
 * A path in the repository as Flux means it in `spec.path`: relative to the root, whatever slashes surround it.
 *
 * @returns `./a/b`, `./` for the root; undefined when it leads out of the repository
 */
export function entryPath(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return `./${segments.join('/')}`;
}

/** The folders of an entry: `['cluster', 'prod-weu']`. */
export function entrySegments(entry: string): readonly string[] {
  return entry
    .split('/')
    .slice(1)
    .filter((segment) => segment !== '');
}

/** The folder of a file of the repository, relative to the root; empty for the root. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), 0));
}
