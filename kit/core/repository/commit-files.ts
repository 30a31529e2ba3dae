import { UsageError } from '../errors';
import { partialClone } from './batch-reader';
import type { FileEntry, RepositoryFiles } from './files';
import { type Git, GitError } from './git';
import { GitObjects } from './git-objects';
import { changedListing, type Listing, Listings } from './listings';

const listings = new Listings();

/** Past so many files that differ, all are listed: asking for each costs more. */
const mostDifferences = 1_000;

/** The files of a commit, read from Git's objects without a checkout. */
export class CommitFiles implements RepositoryFiles {
  private readonly objects: GitObjects;
  private listing: Promise<readonly FileEntry[]> | undefined;

  /**
   * @param directory absolute path of a folder that git finds the repository from
   * @param commit full id
   */
  constructor(
    private readonly git: Git,
    private readonly directory: string,
    private readonly commit: string,
  ) {
    this.objects = new GitObjects(git, directory);
  }

  /** A commit does not change: it is listed once. */
  list(): Promise<readonly FileEntry[]> {
    this.listing ??= this.listed();
    return this.listing;
  }

  private async listed(): Promise<readonly FileEntry[]> {
    const known = listings.find(this.directory, this.commit);
    const before = listings.newest(this.directory);
    if (known !== undefined) return known;
    const files = (before && (await this.since(before))) ?? (await this.whole());
    const isWhole = files.every(({ size }) => !Number.isNaN(size));
    if (isWhole) listings.keep(this.directory, { commit: this.commit, files });
    // Where content is missing, it may come: reading it will say so until then.
    return isWhole ? files : files.map((file) => ({ ...file, size: file.size || 0 }));
  }

  private async whole(): Promise<readonly FileEntry[]> {
    const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', this.commit];
    const listing = await this.git.run(args, { directory: this.directory }).catch(this.explain);
    return listing.split('\0').flatMap(parseTreeLine);
  }

  /** By what differs from another commit; undefined when that is much, or the other one is no longer there. */
  private async since({ commit, files }: Listing): Promise<readonly FileEntry[] | undefined> {
    const differences = await this.differences(commit).catch((error: unknown) => {
      if (!(error instanceof GitError)) throw error;
      return undefined;
    });
    const changes = differences === undefined ? undefined : parseDifferences(differences);
    if (changes === undefined || changes.size > mostDifferences) return undefined;
    const sizes = await this.sizes([...changes.values()].flatMap((id) => id ?? []));
    const entry = (path: string, id: string | undefined): FileEntry | undefined =>
      id === undefined ? undefined : { path, size: sizes.get(id) ?? NaN, id };
    return changedListing(files, new Map([...changes].map(([path, id]) => [path, entry(path, id)])));
  }

  /** Undefined when the other commit is no longer there. */
  private async differences(commit: string): Promise<string | undefined> {
    const [before, now] = await this.objects.describe([`${commit}^{tree}`, `${this.commit}^{tree}`]);
    return before && now && this.objects.differences(before.id, now.id);
  }

  /** In bytes by id; not a number for what is missing. */
  private async sizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const described = await this.objects.describe(ids).catch(this.explain);
    return new Map(ids.map((id, index) => [id, described[index]?.size ?? NaN]));
  }

  async read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void> {
    await this.objects.read(files, onFile).catch(this.explain);
  }

  /** Git may say itself that a partial clone lacks something, because it must not fetch it. */
  private readonly explain = (error: unknown): never => {
    if (!(error instanceof GitError) || !error.message.includes('promisor remote')) throw error;
    throw new UsageError(partialClone(`commit ${this.commit.slice(0, 12)}`), { cause: error });
  };
}

/**
 * The ids of what differs by path, undefined where there is no regular file any more: of each
 * `:<old mode> <new mode> <old id> <new id> <status>` and the path, each ended by NUL, see git-diff-tree(1).
 */
function parseDifferences(output: string): ReadonlyMap<string, string | undefined> {
  const fields = output.split('\0');
  const changes = new Map<string, string | undefined>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = '', , id] = fields[index]?.split(' ') ?? [];
    changes.set(fields[index + 1] ?? '', mode.startsWith('100') ? id : undefined);
  }
  return changes;
}

/**
 * `<mode> blob <id> <size>\t<path>`, see git-ls-tree(1); symbolic links (120000) and submodules are left out. Where the
 * content is missing, the size is no number.
 */
function parseTreeLine(line: string): FileEntry[] {
  const match = /^100\d{3} blob ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line);
  if (match === null) return [];
  const [, id = '', size = '', path = ''] = match;
  return [{ path, size: Number(size), id }];
}
