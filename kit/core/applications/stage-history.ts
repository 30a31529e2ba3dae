import type { Git } from '../repository/git';
import { tokensOf } from './version';

/** A commit that changed a stage's folder. */
export interface StageCommit {
  readonly id: string;
  /** When it came onto the line that is read, in seconds since the epoch. */
  readonly time: number;
}

/** What Git knows of one folder, along the first parents of the revision that is read. Plain data. */
export interface FolderHistory {
  /** Newest first. */
  readonly commits: readonly StageCommit[];
  /** By token of a version: the place in `commits` of the newest one that wrote it. */
  readonly written: Readonly<Record<string, number>>;
}

/** What Git knows of the folders of a repository. */
export interface RepositoryHistory {
  /** Whether the clone's history ends before the repository's does. */
  readonly shallow: boolean;
  readonly folders: Readonly<Record<string, FolderHistory>>;
}

export interface HistoryOptions {
  /** Absolute path of a folder that git finds the repository from. */
  readonly directory: string;
  /** Full id. */
  readonly commit: string;
  /** `./tenants/shop`; each once. */
  readonly folders: readonly string[];
  /** The versions that are looked for. */
  readonly tokens: ReadonlySet<string>;
}

/**
 * Reads the history of folders in one pass of `git log`, whatever number of folders and versions. Only first parents are
 * followed: what a merge brings came on the day that it was merged.
 */
export async function readHistory(git: Git, options: HistoryOptions): Promise<RepositoryHistory> {
  const { directory, commit, folders, tokens } = options;
  const shallow = (await git.run(['rev-parse', '--is-shallow-repository'], { directory })).trim() === 'true';
  const reader = new LogReader(folders, tokens);
  const paths = folders.map((folder) => `:(top,literal)${folder.slice(2) || '.'}`);
  const format = ['--first-parent', '--diff-merges=first-parent', '--format=%x01%H %ct'];
  const diff = [
    '--patch',
    '--unified=0',
    '--no-renames',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
  ];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/'];
  if (paths.length > 0) {
    const args = [
      '-c',
      'core.quotePath=false',
      'log',
      ...format,
      ...diff,
      ...prefixes,
      commit,
      '--',
      ...paths,
    ];
    await git.stream(args, { directory }, (chunk) => reader.append(chunk));
    reader.end();
  }
  return { shallow, folders: reader.result() };
}

interface Building {
  readonly commits: StageCommit[];
  readonly written: Map<string, number>;
}

/** Takes the output of `git log --patch` apart line by line, as it comes. */
class LogReader {
  private readonly building = new Map<string, Building>();
  private readonly decoder = new TextDecoder();
  private rest = '';
  private current: StageCommit | undefined;
  private folders: readonly Building[] = [];
  private inHunk = false;

  constructor(
    folders: readonly string[],
    private readonly tokens: ReadonlySet<string>,
  ) {
    for (const folder of folders) this.building.set(folder, { commits: [], written: new Map() });
  }

  append(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.decode(chunk, { stream: true })).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  end(): void {
    this.line(this.rest);
  }

  result(): Record<string, FolderHistory> {
    return Object.fromEntries(
      [...this.building].map(([folder, { commits, written }]) => [
        folder,
        { commits, written: Object.fromEntries(written) },
      ]),
    );
  }

  private line(line: string): void {
    if (line.startsWith('\u0001')) {
      const [id = '', time = ''] = line.slice(1).split(' ');
      this.current = { id, time: Number(time) };
      this.folders = [];
      this.inHunk = false;
    } else if (line.startsWith('diff --git ')) {
      this.inHunk = false;
      this.enter(fileOf(line));
    } else if (line.startsWith('@@')) {
      this.inHunk = true;
    } else if (this.inHunk && line.startsWith('+')) {
      this.added(line.slice(1));
    }
  }

  /** Every folder that the file lies in, however deep. */
  private enter(file: string): void {
    const found: Building[] = [];
    const parts = file.split('/');
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = this.building.get(`./${parts.slice(0, depth).join('/')}`);
      if (folder !== undefined) found.push(folder);
    }
    this.folders = found;
    for (const { commits } of found)
      if (this.current !== undefined && commits.at(-1) !== this.current) commits.push(this.current);
  }

  private added(text: string): void {
    if (this.folders.length === 0) return;
    for (const token of tokensOf(text)) {
      if (!this.tokens.has(token)) continue;
      for (const { commits, written } of this.folders)
        if (!written.has(token)) written.set(token, commits.length - 1);
    }
  }
}

/** Of `diff --git a/apps/web.yaml b/apps/web.yaml`: without renames both names are the same. */
function fileOf(line: string): string {
  const names = line.slice('diff --git '.length);
  const first = names.slice(0, (names.length - 1) / 2);
  return first.startsWith('"') ? first.slice(3, -1).replace(/\\(["\\])/g, '$1') : first.slice(2);
}
