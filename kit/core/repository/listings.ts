import { BoundedMemo } from '../../bounded-memo';
import type { FileEntry } from './files';

/** A commit and the files in it, in Git's order. */
export interface Listing {
  readonly commit: string;
  readonly files: readonly FileEntry[];
}

/** Files of one listing that is kept; larger ones are listed anew. */
const mostFiles = 50_000;

/** Listings that are kept of one repository: those of a change and its base, for a few changes. */
const mostOfOne = 8;

/** Repositories of which listings are kept. */
const mostRepositories = 16;

/** What the commits that were read last hold, over requests of one process. A commit never changes. */
export class Listings {
  private readonly byRepository = new BoundedMemo<readonly Listing[]>(mostRepositories);

  find(directory: string, commit: string): readonly FileEntry[] | undefined {
    return this.byRepository.find(directory)?.find((one) => one.commit === commit)?.files;
  }

  /** What a commit that is not known most likely differs from least. */
  newest(directory: string): Listing | undefined {
    return this.byRepository.find(directory)?.[0];
  }

  keep(directory: string, listing: Listing): void {
    if (listing.files.length > mostFiles) return;
    const others = (this.byRepository.find(directory) ?? []).filter(
      ({ commit }) => commit !== listing.commit,
    );
    this.byRepository.keep(directory, [listing, ...others].slice(0, mostOfOne));
  }
}

/**
 * A listing with other files, and without some.
 *
 * @param changes by path: the file as it is now, undefined for one that is gone
 */
export function changedListing(
  files: readonly FileEntry[],
  changes: ReadonlyMap<string, FileEntry | undefined>,
): readonly FileEntry[] {
  const known = new Set<string>();
  const changed = files.flatMap((file) => {
    if (!changes.has(file.path)) return [file];
    known.add(file.path);
    return changes.get(file.path) ?? [];
  });
  for (const [path, file] of changes) {
    if (file !== undefined && !known.has(path)) changed.splice(placeOf(changed, path), 0, file);
  }
  return changed;
}

/** Where a path belongs: Git orders by bytes. */
function placeOf(files: readonly FileEntry[], path: string): number {
  const bytes = Buffer.from(path);
  let [from, to] = [0, files.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (Buffer.compare(Buffer.from(files[middle]?.path ?? ''), bytes) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
