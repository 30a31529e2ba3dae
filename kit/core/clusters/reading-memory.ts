import { BoundedMemo } from '../../bounded-memo';
import type { FileEntry, RepositoryFiles } from '../repository/files';

/** What files say, by path and Git object: commits have most of their files in common. */
export class ReadingMemory<Reading> {
  private readonly memory = new BoundedMemo<readonly Reading[]>(50_000);

  /** @param read what one file says, of its path and content alone */
  constructor(private readonly read: (path: string, content: Buffer) => readonly Reading[]) {}

  /** In the order of the files; what was read before at the same path is not read again. */
  async readAll(files: RepositoryFiles, wanted: readonly FileEntry[]): Promise<readonly Reading[]> {
    const keyOf = ({ id, path }: FileEntry): string => `${id}\0${path}`;
    const known = new Map<FileEntry, readonly Reading[]>();
    for (const file of wanted) {
      const readings = file.id === undefined ? undefined : this.memory.find(keyOf(file));
      if (readings !== undefined) known.set(file, readings);
    }
    await files.read(
      wanted.filter((file) => !known.has(file)),
      (file, content) => {
        const readings = this.read(file.path, content);
        known.set(file, readings);
        if (file.id !== undefined) this.memory.keep(keyOf(file), readings);
      },
    );
    return wanted.flatMap((file) => known.get(file) ?? []);
  }
}
