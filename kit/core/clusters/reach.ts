import type { FileEntry, RepositoryFiles } from '../repository/files';
import { listAt, parseYamlDocuments, YamlError } from '../yaml-documents';
import { entryPath, folderOf } from './entry-path';
import { ReadingMemory } from './reading-memory';

/** Names that kustomize knows its file by. */
export const kustomizationFileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
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

/** What the kustomization file of a folder says. */
interface KustomizationFile {
  readonly folder: string;
  /** What it refers to: paths relative to the root. */
  readonly references: readonly string[];
  /** Whether it is a part of others, which nothing but they can apply. */
  readonly isComponent: boolean;
}

/** Which files a folder of a repository applies. */
export class Reach {
  private readonly kustomizations: ReadonlyMap<string, KustomizationFile>;
  private readonly referring = new Map<string, KustomizationFile[]>();

  constructor(
    kustomizations: readonly KustomizationFile[],
    private readonly charts: ReadonlySet<string>,
  ) {
    this.kustomizations = new Map(kustomizations.map((one) => [one.folder, one]));
    for (const one of this.kustomizations.values()) {
      for (const reference of one.references) {
        const referring = this.referring.get(reference) ?? [];
        referring.push(one);
        this.referring.set(reference, referring);
      }
    }
  }

  /**
   * What a folder applies: what its kustomization file refers to, whatever lies in a chart, else the files in it.
   *
   * @param folder relative to the root, without slashes around it, empty for the root; or a pattern of such
   * @param recurse whether files of folders below count, too
   */
  of(folder: string, recurse: boolean): Applied {
    const files = new Set<string>();
    const folders = new Set<string>();
    const pattern = /[*?[]/.test(folder) ? globOf(folder) : undefined;
    if (pattern === undefined) this.follow(folder, files, folders);
    else {
      for (const one of this.kustomizations.keys())
        if (pattern.exec(`${one}/`)?.[0].length === one.length + 1) this.follow(one, files, folders);
    }
    for (const one of [...folders]) if (this.kustomizations.has(one)) folders.delete(one);
    if (pattern !== undefined) return { files, folders, pattern };
    const whole = recurse || this.charts.has(folder);
    return { files, folders, below: whole ? folder : undefined };
  }

  hasKustomizationFile(folder: string): boolean {
    return this.kustomizations.has(folder);
  }

  /** Whether a folder is a part of others, which nothing but they can apply. */
  isComponent(folder: string): boolean {
    return this.kustomizations.get(folder)?.isComponent === true;
  }

  /** Whether a file lies beside a Component, or one refers to it. */
  isOfComponent(file: string): boolean {
    const referring = this.referring.get(file) ?? [];
    return this.isComponent(folderOf(file)) || referring.some(({ isComponent }) => isComponent);
  }

  /** The topmost folder below another one that a file is in and that has a kustomization file. */
  kustomizedFolder(file: string, within: string): string | undefined {
    let found: string | undefined;
    for (let folder = folderOf(file); folder.length > within.length; folder = folderOf(folder))
      if (this.kustomizations.has(folder)) found = folder;
    return found;
  }

  /** The folders whose kustomization files refer to a file or folder. */
  referringTo(path: string): readonly string[] {
    return (this.referring.get(path) ?? []).map(({ folder }) => folder);
  }

  private follow(folder: string, exact: Set<string>, folders: Set<string>): void {
    if (folders.has(folder)) return;
    folders.add(folder);
    for (const reference of this.kustomizations.get(folder)?.references ?? []) {
      exact.add(reference);
      this.follow(reference, exact, folders);
    }
  }
}

/** Reads what kustomization files refer to. */
export async function readReach(files: RepositoryFiles, listing: readonly FileEntry[]): Promise<Reach> {
  const charts = listing
    .filter(({ path }) => /(^|\/)Chart\.yaml$/.test(path))
    .map(({ path }) => folderOf(path));
  const wanted = listing.filter(
    ({ path, size }) => size <= maxBytes && kustomizationFileNames.includes(nameOf(path)),
  );
  return new Reach(await memory.readAll(files, wanted), new Set(charts));
}

const memory = new ReadingMemory<KustomizationFile>((path, content) => {
  const folder = folderOf(path);
  return parsed(content)
    .filter(({ value }) => !String(value.apiVersion).startsWith('kustomize.toolkit.fluxcd.io/'))
    .map(({ value }) => ({
      folder,
      references: ['resources', 'bases', 'components']
        .flatMap((field) => listAt(value, field))
        .flatMap((one) => (typeof one === 'string' ? (entryPath(`${folder}/${one}`)?.slice(2) ?? []) : [])),
      isComponent: value.kind === 'Component',
    }));
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
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
