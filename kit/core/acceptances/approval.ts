import type { RepositoryFiles } from '../repository/files';
import type { Repository } from '../repository/repository';
import { ownersOf } from './code-owners';

/** What Git says of how a file came to be as it is. Part of the public JSON. */
export interface Approval {
  /** Who wrote the change that the file is as it is by, `Name <email>`; null before it is committed. */
  readonly author: string | null;
  /** The author's commit. */
  readonly commit: string | null;
  /** Whether that commit carries a signature; whose it is, and whether it is good, is not verified here. */
  readonly signed: boolean | null;
  /** Who merged it into the line that was read; null when it was not merged, or by no merge commit. */
  readonly mergedBy: string | null;
  /** Of the merge's title, as GitHub writes it. */
  readonly pullRequest: number | null;
  /** Who must review the file, by CODEOWNERS of the revision; empty when nobody must. */
  readonly codeOwners: readonly string[];
  /** Git alone does not know whose reviews a pull request had. */
  readonly approvers: 'unknown';
  /** Reviews that the acceptance needs: two for one that names more than it lists. */
  readonly required: 1 | 2;
}

interface Commit {
  readonly id: string;
  readonly author: string;
  readonly committer: string;
  readonly parents: number;
  readonly subject: string;
}

/** What is known of the files' history, read once for all of them. */
export class Approvals {
  private constructor(
    private readonly authored: ReadonlyMap<string, Commit>,
    private readonly arrived: ReadonlyMap<string, Commit>,
    private readonly signed: ReadonlySet<string>,
    private readonly owners: string,
  ) {}

  /** @param revision undefined for the working tree, whose history is HEAD's */
  static async read(repository: Repository, files: RepositoryFiles, revision?: string): Promise<Approvals> {
    const head = revision ?? 'HEAD';
    const paths = ['.securitytower', '.phylake'];
    const [authored, arrived] = await Promise.all([
      repository.log(head, ['--no-merges', '--diff-filter=AMR', '--', ...paths]),
      repository.log(head, ['--first-parent', '-m', '--diff-filter=AMR', '--', ...paths]),
    ]);
    const byFile = latest(authored);
    const signed = await repository.signed([...byFile.values()].map(({ id }) => id));
    return new Approvals(byFile, latest(arrived), signed, await codeOwnersFile(files));
  }

  of(file: string, required: Approval['required']): Approval {
    const commit = this.authored.get(file);
    const arrival = this.arrived.get(file);
    const merge = arrival !== undefined && arrival.parents > 1 ? arrival : undefined;
    const number = /(?:\(#|pull request #)(\d+)/.exec(arrival?.subject ?? '')?.[1];
    return {
      author: commit?.author ?? null,
      commit: commit?.id ?? null,
      signed: commit === undefined ? null : this.signed.has(commit.id),
      mergedBy: merge?.author ?? null,
      pullRequest: number === undefined ? null : Number(number),
      codeOwners: ownersOf(file, this.owners),
      approvers: 'unknown',
      required,
    };
  }
}

/** The newest commit by file. */
function latest(log: string): ReadonlyMap<string, Commit> {
  const byFile = new Map<string, Commit>();
  for (const entry of log.split('\u0001').slice(1)) {
    const [head = '', names = ''] = entry.split('\u0002');
    const [id = '', author = '', committer = '', parents = '', subject = ''] = head.split('\0');
    const commit = { id, author, committer, parents: parents.split(' ').length, subject };
    for (const file of names.split('\0').map((name) => name.replace(/^\n+/, ''))) {
      if (file !== '' && !byFile.has(file)) byFile.set(file, commit);
    }
  }
  return byFile;
}

/** Where GitHub looks, in its order. */
const codeOwnersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

async function codeOwnersFile(files: RepositoryFiles): Promise<string> {
  const all = await files.list();
  const file = codeOwnersPaths.map((path) => all.find((one) => one.path === path)).find(Boolean);
  let text = '';
  if (file !== undefined) await files.read([file], (_, content) => (text = content.toString('utf8')));
  return text;
}
