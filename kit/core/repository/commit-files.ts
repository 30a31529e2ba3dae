import { UsageError } from '../errors';
import { BatchReader, partialClone } from './batch-reader';
import type { FileEntry, RepositoryFiles } from './files';
import { type Git, GitError } from './git';

/** The files of a commit, read from Git's objects without a checkout. */
export class CommitFiles implements RepositoryFiles {
  private listing: Promise<readonly FileEntry[]> | undefined;

  /**
   * @param directory absolute path of a folder that git finds the repository from
   * @param commit full id
   */
  constructor(
    private readonly git: Git,
    private readonly directory: string,
    private readonly commit: string,
  ) {}

  /** A commit does not change: it is listed once. */
  list(): Promise<readonly FileEntry[]> {
    this.listing ??= this.listed();
    return this.listing;
  }

  private async listed(): Promise<readonly FileEntry[]> {
    const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', this.commit];
    const listing = await this.git.run(args, { directory: this.directory }).catch(this.explain);
    return listing.split('\0').flatMap(parseTreeLine);
  }

  async read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void> {
    if (files.length === 0) return;
    const reader = new BatchReader(files, onFile);
    const ids = files.map((file) => `${file.id}\n`).join('');
    const args = ['cat-file', '--batch', '--buffer'];
    await this.git
      .stream(args, { directory: this.directory }, (chunk) => reader.append(chunk), ids)
      .catch(this.explain);
  }

  /** Git may say itself that a partial clone lacks something, because it must not fetch it. */
  private readonly explain = (error: unknown): never => {
    if (!(error instanceof GitError) || !error.message.includes('promisor remote')) throw error;
    throw new UsageError(partialClone(`commit ${this.commit.slice(0, 12)}`), { cause: error });
  };
}

/**
 * `<mode> blob <id> <size>\t<path>`, see git-ls-tree(1); symbolic links (120000) and submodules are left out. Where the
 * content is missing, the size is no number: reading it will say so.
 */
function parseTreeLine(line: string): FileEntry[] {
  const match = /^100\d{3} blob ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line);
  if (match === null) return [];
  const [, id = '', size = '', path = ''] = match;
  return [{ path, size: Number(size) || 0, id }];
}
