import { UsageError } from '../errors';
import { BatchReader } from './batch-reader';
import type { FileEntry, RepositoryFiles } from './files';
import type { Git } from './git';

/** The files of the index, read from Git's objects: what the next commit would hold. */
export class IndexFiles implements RepositoryFiles {
  /** @param directory absolute path of the working tree */
  constructor(
    private readonly git: Git,
    private readonly directory: string,
  ) {}

  /** @throws UsageError when the index has conflicts */
  async list(): Promise<readonly FileEntry[]> {
    const listing = await this.git.run(['ls-files', '-z', '--stage'], { directory: this.directory });
    return listing.split('\0').flatMap(parseEntry);
  }

  async read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void> {
    if (files.length === 0) return;
    const reader = new BatchReader(files, onFile);
    const ids = files.map((file) => `${file.id}\n`).join('');
    const args = ['cat-file', '--batch', '--buffer'];
    await this.git.stream(args, { directory: this.directory }, (chunk) => reader.append(chunk), ids);
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
