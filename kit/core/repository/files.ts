/** One file of a repository as listed: nothing has been read yet. */
export interface FileEntry {
  /** Relative to the root of the repository, separated by `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Id of the Git object; absent in a working tree. */
  readonly id?: string;
}

/** The files of a repository in one state: a commit, or the working tree. Symbolic links are not listed. */
export interface RepositoryFiles {
  list(): Promise<readonly FileEntry[]>;
  /** Reads files one after the other, so that they need not fit into memory together. */
  read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void>;
}
