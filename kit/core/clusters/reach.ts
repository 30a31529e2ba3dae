import type { FileEntry, RepositoryFiles } from '../repository/files';
import { listAt, parseYamlDocuments, textAt, YamlError } from '../yaml-documents';
import { entryPath, folderOf } from './entry-path';

/** Names that kustomize knows its file by. */
const kustomizationFile = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const fluxMark = Buffer.from('kustomize.toolkit.fluxcd.io/');
const maxBytes = 1024 * 1024;

/** What is applied of a repository. */
export interface Applied {
  readonly files: ReadonlySet<string>;
  /** Those whose own files are. */
  readonly folders: ReadonlySet<string>;
  /** The folder of which everything is. */
  readonly below?: string;
  /** Matches files whose folder, or one above it, is. */
  readonly pattern?: RegExp;
}

/** Which files a folder of a repository applies. */
export class Reach {
  constructor(
    /** What the kustomization file of a folder refers to: paths relative to the root. */
    private readonly references: ReadonlyMap<string, readonly string[]>,
    private readonly charts: ReadonlySet<string>,
    /** Folders that Kustomizations of Flux apply. */
    readonly fluxPaths: readonly string[],
  ) {}

  /**
   * What a folder applies: what its kustomization file refers to, whatever lies in a chart, else the files in it.
   *
   * @param folder relative to the root, without slashes around it, empty for the root; or a pattern of such
   * @param recurse whether files of folders below count, too
   */
  of(folder: string, recurse: boolean): Applied {
    const files = new Set<string>();
    const folders = new Set<string>();
    if (/[*?[]/.test(folder)) return { files, folders, pattern: globOf(folder) };
    this.follow(folder, files, folders);
    const whole = recurse || this.charts.has(folder);
    for (const one of [...folders]) if (this.references.has(one)) folders.delete(one);
    return { files, folders, below: whole ? folder : undefined };
  }

  private follow(folder: string, exact: Set<string>, folders: Set<string>): void {
    if (folders.has(folder)) return;
    folders.add(folder);
    for (const reference of this.references.get(folder) ?? []) {
      exact.add(reference);
      this.follow(reference, exact, folders);
    }
  }
}

/**
 * Reads what kustomization files refer to.
 *
 * @param withFlux whether the paths of Flux's Kustomizations are wanted, too
 */
export async function readReach(
  files: RepositoryFiles,
  listing: readonly FileEntry[],
  withFlux: boolean,
): Promise<Reach> {
  const references = new Map<string, readonly string[]>();
  const fluxPaths: string[] = [];
  const charts = listing
    .filter(({ path }) => /(^|\/)Chart\.yaml$/.test(path))
    .map(({ path }) => folderOf(path));
  const wanted = listing.filter(
    ({ path, size }) =>
      size <= maxBytes && (kustomizationFile.test(path) || (withFlux && /\.ya?ml$/.test(path))),
  );
  await files.read(wanted, ({ path }, content) => {
    const ofKustomize = kustomizationFile.test(path);
    if (!ofKustomize && !content.includes(fluxMark)) return;
    for (const { value } of parsed(content)) {
      const isFlux = String(value.apiVersion).startsWith('kustomize.toolkit.fluxcd.io/');
      if (isFlux && value.kind === 'Kustomization') {
        // What only the cluster fills in may be any folder there.
        const [literal = ''] = (textAt(value, 'spec', 'path') ?? './').split('${');
        fluxPaths.push(literal);
      } else if (ofKustomize) {
        const own = folderOf(path);
        const listed = ['resources', 'bases', 'components'].flatMap((field) => listAt(value, field));
        references.set(
          own,
          listed.flatMap((one) =>
            typeof one === 'string' ? (entryPath(`${own}/${one}`)?.slice(2) ?? []) : [],
          ),
        );
      }
    }
  });
  return new Reach(references, new Set(charts), fluxPaths);
}

function parsed(content: Buffer): ReturnType<typeof parseYamlDocuments> {
  try {
    return parseYamlDocuments(content.toString('utf8'));
  } catch (error) {
    // The renderer reads it too, and tells what is wrong with it.
    if (error instanceof YamlError) return [];
    throw error;
  }
}

/** A pattern of folders in Go's path.Match, over the files in them and below. */
function globOf(pattern: string): RegExp {
  const expression = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  try {
    return new RegExp(`^${expression}/`);
  } catch {
    return /^(?!)/;
  }
}
