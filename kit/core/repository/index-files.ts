import { UsageError } from '../errors';
import type { FileEntry, RepositoryFiles } from './files';
import type { Git } from './git';
import { GitObjects } from './git-objects';

/** The files of the index, read from Git's objects: what the next commit would hold. They are listed once. */
export class IndexFiles implements RepositoryFiles {
  private listing: Promise<readonly FileEntry[]> | undefined;

  /** @param directory absolute path of the working tree */
  constructor(
    private readonly git: Git,
    private readonly directory: string,
  ) {}

  /** @throws UsageError when the index has conflicts */
  list(): Promise<readonly FileEntry[]> {
    return (this.listing ??= this.listed());
  }

  async read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void> {
    await new GitObjects(this.git, this.directory).read(files, onFile);
  }

  private async listed(): Promise<readonly FileEntry[]> {
    const listing = await this.git.run(['ls-files', '-z', '--stage'], { directory: this.directory });
    return listing.split('\0').flatMap(parseEntry);
  }
}

/** `<mode> <id> <stage>\t<path>`, see git-ls-files(1); its sizes are not known. */
function parseEntry(line: string): FileEntry[] {
  const match = /^(\d{6}) ([0-9a-f]+) (\d)\t(.+)$/s.exec(line);
  if (match === null) return [];
  const [, mode = '', id = '', stage, path = ''] = match;
  if (stage !== '0') throw new UsageError(`--staged: ${path} is in conflict in the index: resolve it first`);
  return mode.startsWith('100') ? [{ path, size: 0, id }] : [];
}
