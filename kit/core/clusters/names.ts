import { entrySegments } from './entry-path';

/**
 * Last folders that say what tool begins there, or that something does, and nothing of the cluster: the community lays its
 * clusters out as `kubernetes/<cluster>/flux`.
 */
const generic = new Set([
  'argo',
  'argo-cd',
  'argocd',
  'base',
  'bootstrap',
  'cluster',
  'clusters',
  'config',
  'deploy',
  'flux',
  'flux-system',
  'fluxcd',
  'gitops',
  'k8s',
  'kube',
  'kubernetes',
]);

/**
 * Names entries by their last folder that says something; where several end in the same one, by as many folders as it
 * takes: `clusters/prod/weu` and `clusters/dev/weu` become `prod-weu` and `dev-weu`, `kubernetes/main/flux` becomes `main`.
 * One whose folders say nothing at all is named as the root is.
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
  const possible = new Map(entries.map((entry) => [entry, possibleNames(entry, root)]));
  for (const [entry, own] of possible) {
    const others = [...possible].flatMap(([other, theirs]) => (other === entry ? [] : [theirs]));
    const name = firstFree(own, others, used);
    used.add(name);
    names.set(entry, name);
  }
  return names;
}

function firstFree(
  own: readonly string[],
  others: readonly (readonly string[])[],
  used: ReadonlySet<string>,
): string {
  const free = own.find(
    (name, index) => !used.has(name) && others.every((other) => (other[index] ?? other.at(-1)) !== name),
  );
  if (free !== undefined) return free;
  const longest = own.at(-1) ?? '';
  for (let number = 1; ; number++) {
    const name = number === 1 ? longest : `${longest}-${number}`;
    if (!used.has(name)) return name;
  }
}

/** From the shortest to the longest. */
function possibleNames(entry: string, root: string): readonly string[] {
  const segments = entrySegments(entry);
  const last = segments.findLastIndex((segment) => !generic.has(segment.toLowerCase()));
  const telling = last === -1 ? [root] : tails(segments.slice(0, last + 1));
  return [...telling, ...(last === segments.length - 1 ? [] : tails(segments))];
}

function tails(segments: readonly string[]): readonly string[] {
  return segments.map((_, index) => segments.slice(segments.length - 1 - index).join('-'));
}
