import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

import type { FileEntry, RepositoryFiles } from './files';
import type { Git } from './git';

/**
 * The files of a working tree as they are on disk: tracked and untracked, but not what Git ignores. They are listed once: who
 * looks at them several times sees the same ones.
 */
export class WorkTreeFiles implements RepositoryFiles {
  private listing: Promise<readonly FileEntry[]> | undefined;
  private readonly inside = new Map<string, Promise<boolean>>();

  /** @param root absolute path, without symbolic links in it */
  constructor(
    private readonly git: Git,
    private readonly root: string,
  ) {}

  list(): Promise<readonly FileEntry[]> {
    return (this.listing ??= this.listed());
  }

  async read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void> {
    for (const file of files) onFile(file, await readFile(join(this.root, file.path)));
  }

  private async listed(): Promise<readonly FileEntry[]> {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const listing = await this.git.run(args, { directory: this.root });
    const paths = listing.split('\0').filter((path) => path !== '');
    const entries = await Promise.all(paths.map((path) => this.entry(path)));
    return entries.filter((entry) => entry !== undefined);
  }

  /** Undefined for what is deleted on disk, is no regular file, or lies behind a link out of the tree. */
  private async entry(path: string): Promise<FileEntry | undefined> {
    const absolute = join(this.root, path);
    if (!(await this.isInside(dirname(absolute)))) return undefined;
    const stat = await lstat(absolute).catch(() => undefined);
    return stat?.isFile() === true ? { path, size: stat.size } : undefined;
  }

  private isInside(folder: string): Promise<boolean> {
    const known = this.inside.get(folder);
    if (known !== undefined) return known;
    const answer = realpath(folder).then(
      (real) => real === this.root || real.startsWith(this.root + sep),
      () => false,
    );
    this.inside.set(folder, answer);
    return answer;
  }
}
