import { UsageError } from '../errors';
import { CommitFiles } from './commit-files';
import { fetchMissing } from './fetch-missing';
import type { RepositoryFiles } from './files';
import { type Git, GitError } from './git';
import { GitObjects } from './git-objects';
import { IndexFiles } from './index-files';
import { originAddress } from './origin';
import { WorkTreeFiles } from './work-tree-files';

/** A repository in one state. */
export interface Snapshot {
  /** Full id of the commit; undefined for the working tree. */
  readonly commit?: string;
  /** Absolute path that the engine reads from: the worktree's root, or Git's own folder. */
  readonly path: string;
  /** Whether it is the index. @default false */
  readonly index?: boolean;
  readonly files: RepositoryFiles;
}

/** How a state is read. */
export interface SnapshotOptions {
  /** The index instead of the working tree. @default false */
  readonly staged?: boolean;
  /** Whether to fetch what a partial clone lacks. @default false */
  readonly fetchMissing?: boolean;
}

/** Where a repository was found. */
export interface RepositoryLocation {
  /** As the user said it, for messages and as the name of a cluster at the root. */
  readonly label: string;
  /** Absolute path of Git's own folder; of a linked worktree the one that holds the objects. */
  readonly gitDirectory: string;
  /** Absolute path of the working tree, without symbolic links in it; absent for a bare repository. */
  readonly workTree?: string;
}

/** First parents that are looked at before git is asked to search. */
const shortly = 16;

/** A Git repository that is only ever read. Made by `openRepository`. */
export class Repository {
  /** Ids of commits that are known to be there. */
  private readonly resolved = new Set<string>();
  private cloned: Promise<string | undefined> | undefined;

  constructor(
    private readonly git: Git,
    private readonly location: RepositoryLocation,
  ) {}

  get label(): string {
    return this.location.label;
  }

  /** Whether there is no working tree. */
  get isBare(): boolean {
    return this.location.workTree === undefined;
  }

  /** Absolute path of the working tree, else of Git's own folder. */
  get path(): string {
    return this.location.workTree ?? this.location.gitDirectory;
  }

  /** Whether files of it lie on disk. */
  get hasWorkTree(): boolean {
    return this.location.workTree !== undefined;
  }

  /** Host and path of where it was cloned from; undefined when nobody knows. */
  origin(): Promise<string | undefined> {
    this.cloned ??= originAddress(this.git, this.location.gitDirectory);
    return this.cloned;
  }

  /**
   * The repository at a revision; without one the working tree or the index, of a bare repository its HEAD.
   *
   * @throws UsageError when there is no such revision, or nothing to read at all
   */
  async snapshot(revision?: string, options: SnapshotOptions = {}): Promise<Snapshot> {
    const { workTree, gitDirectory } = this.location;
    if (revision === undefined && options.staged === true) {
      if (workTree === undefined)
        throw new UsageError(`--staged: ${this.label} has no working tree, and so no index`);
      const files = new IndexFiles(this.git, workTree);
      if ((await files.list()).length === 0) throw this.empty('nothing staged');
      return { path: workTree, index: true, files };
    }
    if (revision === undefined && workTree !== undefined) {
      const files = new WorkTreeFiles(this.git, workTree);
      if ((await files.list()).length === 0) throw this.empty('no file');
      return { path: workTree, files };
    }
    const commit = await this.commit(revision ?? 'HEAD');
    if (options.fetchMissing === true) await fetchMissing(this.git, gitDirectory, commit);
    return { commit, path: gitDirectory, files: new CommitFiles(this.git, gitDirectory, commit) };
  }

  /**
   * The full id of the commit that a revision (gitrevisions(7)) names.
   *
   * @throws UsageError when there is none
   */
  async commit(revision: string): Promise<string> {
    if (this.resolved.has(revision)) return revision;
    try {
      return await this.resolve(revision);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (!(await this.hasCommits())) throw this.empty('no commit');
      throw new UsageError(
        `revision '${revision}' does not exist in ${this.label}: give a branch, tag or commit that 'git rev-parse' knows there, and fetch it first if it is on a remote only`,
        { cause: error },
      );
    }
  }

  /**
   * The commit from which two revisions went apart.
   *
   * @param head undefined for the working tree, whose commit is HEAD
   * @throws UsageError when one does not exist, or they have nothing in common
   */
  async mergeBase(base: string, head = 'HEAD'): Promise<string> {
    try {
      const below = await this.ancestor(base, head);
      if (below !== undefined) return below;
      const args = ['merge-base', '--end-of-options', base, head];
      return this.known((await this.git.run(args, { directory: this.path })).trim());
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      // Says which one does not exist.
      await Promise.all([this.commit(base), this.commit(head)]);
      throw new UsageError(
        `'${base}' and '${head}' have no commit in common in ${this.label}: in a shallow clone fetch the history first (git fetch --unshallow)`,
        { cause: error },
      );
    }
  }

  /**
   * The history of files, newest first: of each commit, after U+0001, its id, author, committer, parents, subject and
   * signature, separated by NUL, then U+0002 and the names of its files, each ended by NUL.
   *
   * @param args of `git log`, what it leaves out and which paths it is about
   * @returns nothing where there is no commit yet
   */
  async log(revision: string, args: readonly string[]): Promise<string> {
    if (!(await this.hasCommits())) return '';
    const commit = await this.commit(revision);
    // `%G?` would run the program that the repository's configuration names; whether there is a signature is in the commit.
    const format = '--format=%x01%H%x00%an <%ae>%x00%cn <%ce>%x00%P%x00%s%x00%x02';
    const options = ['log', '--name-only', '-z', format, commit];
    return this.git.run([...options, ...args], { directory: this.location.gitDirectory });
  }

  /** Which of these commits carry a signature, which is not verified. */
  async signed(commits: readonly string[]): Promise<ReadonlySet<string>> {
    const signed = new Set<string>();
    const objects = new GitObjects(this.git, this.location.gitDirectory);
    const asked = [...new Set(commits)].map((id) => ({ path: `commit ${id}`, size: 0, id }));
    await objects.read(asked, ({ id = '' }, content) => {
      if (/^gpgsig(-sha256)? /m.test(content.toString('utf8').split('\n\n')[0] ?? '')) signed.add(id);
    });
    return signed;
  }

  /**
   * The id of `base` where that is a commit shortly below `head`, as that of most changes is: what they have in common then
   * needs no search, and no process for it.
   */
  private async ancestor(base: string, head: string): Promise<string | undefined> {
    const line = Array.from({ length: shortly + 1 }, (_, commits) => `${head}~${commits}`);
    const asked = [base, ...line].map((name) => `${name}^{commit}`);
    const [found, ...commits] = await new GitObjects(this.git, this.path).describe(asked);
    return found !== undefined && commits.some((commit) => commit?.id === found.id)
      ? this.known(found.id)
      : undefined;
  }

  private async resolve(revision: string): Promise<string> {
    const directory = this.path;
    const [described] = await new GitObjects(this.git, directory).describe([`${revision}^{commit}`]);
    if (described !== undefined) return this.known(described.id);
    // Says what is wrong with it.
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return this.known((await this.git.run(args, { directory })).trim());
  }

  private known(commit: string): string {
    this.resolved.add(commit);
    return commit;
  }

  private async hasCommits(): Promise<boolean> {
    const args = ['rev-list', '--all', '--max-count=1'];
    return (await this.git.run(args, { directory: this.location.gitDirectory })).trim() !== '';
  }

  private empty(what: string): UsageError {
    return new UsageError(
      `${this.label} is an empty repository: it has ${what}; commit something, then try again`,
    );
  }
}
