import { groupBy } from '../group-by';
import { repositoryAddress } from '../repository/address';
import type { FileEntry, RepositoryFiles } from '../repository/files';
import { entryPath } from './entry-path';
import { filesBelow } from './files-below';
import { type FluxDocuments, type FluxKustomization, readFluxDocuments } from './flux-document';
import { type Reach, readReach } from './reach';

/**
 * Which files Kustomizations of Flux apply, as far as files tell without building them: what patches, variables and
 * charts make is not seen.
 */
export class FluxGraph {
  private readonly byFile: ReadonlyMap<string, readonly FluxKustomization[]>;
  /** Sorted, so that what lies below a folder is one stretch. */
  private readonly manifests: readonly string[];
  private readonly appliedBy = new Map<string, ReadonlySet<string>>();
  private readonly reachedFrom = new Map<string, ReadonlySet<string>>();

  constructor(
    readonly reach: Reach,
    readonly documents: FluxDocuments,
    listing: readonly FileEntry[],
    /** Host and path of where the repository comes from; undefined when nobody knows. */
    private readonly origin: string | undefined,
  ) {
    this.byFile = groupBy(documents.kustomizations, ({ declaredAt }) => declaredAt.file);
    this.manifests = listing.flatMap(({ path }) => (/\.ya?ml$/.test(path) ? [path] : [])).sort();
  }

  /**
   * The files that a folder applies, as the generator of github.com/fluxcd/pkg/kustomize has it: what its kustomization
   * file refers to, else all manifests in and below it, where a folder with a kustomization file is taken as that says.
   */
  applied(entry: string): ReadonlySet<string> {
    const known = this.appliedBy.get(entry);
    if (known !== undefined) return known;
    const folder = entry.slice(2);
    const found = new Set<string>();
    if (this.reach.hasKustomizationFile(folder)) this.add(folder, found);
    else {
      const taken = new Set<string>();
      for (const file of filesBelow(this.manifests, folder)) {
        const own = this.reach.kustomizedFolder(file, folder);
        if (own === undefined) found.add(file);
        else if (!taken.has(own)) {
          taken.add(own);
          this.add(own, found);
        }
      }
    }
    this.appliedBy.set(entry, found);
    return found;
  }

  /**
   * The files that a folder applies, and those that its Kustomizations do, and so on.
   *
   * @param base the folder that paths are relative to, where the synced artifact is made of one
   */
  reached(entry: string, base = './'): ReadonlySet<string> {
    const key = `${base}\n${entry}`;
    const known = this.reachedFrom.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const entries = new Set([entryPath(`${base}/${entry}`) ?? './']);
    for (const one of entries) {
      for (const file of this.applied(one)) {
        found.add(file);
        for (const kustomization of this.byFile.get(file) ?? []) {
          const path = this.pathOf(kustomization, base);
          if (path !== undefined) entries.add(path);
        }
      }
    }
    this.reachedFrom.set(key, found);
    return found;
  }

  /**
   * The folder of this repository that a Kustomization applies; undefined for one that only the cluster knows, and for a
   * root that may well be another repository's.
   */
  pathOf({ path, source }: FluxKustomization, base = './'): string | undefined {
    if (path.includes('${')) return undefined;
    const entry = entryPath(`${base}/${path}`);
    return entry !== './' || (source !== undefined && this.isHere(source)) ? entry : undefined;
  }

  /** How many Kustomizations are among files. */
  countIn(files: ReadonlySet<string>): number {
    return [...files].reduce((sum, file) => sum + (this.byFile.get(file)?.length ?? 0), 0);
  }

  /** Whether a source is declared by one of these files. */
  declares(files: (file: string) => boolean, source: string): boolean {
    return this.documents.sources.some(({ id, file }) => id === source && files(file));
  }

  /** Whether a source is known to be this repository: of the name that Flux's bootstrap gives, or of the clone's origin. */
  private isHere(source: string): boolean {
    if (source.endsWith('/flux-system/flux-system')) return true;
    return this.documents.sources.some(
      ({ id, url = '' }) =>
        id === source && this.origin !== undefined && repositoryAddress(url) === this.origin,
    );
  }

  private add(folder: string, found: Set<string>): void {
    for (const file of this.reach.of(folder, false).files) found.add(file);
  }
}

/** @param origin host and path of where the repository comes from; undefined when nobody knows */
export async function readFluxGraph(
  files: RepositoryFiles,
  listing: readonly FileEntry[],
  origin: string | undefined,
): Promise<FluxGraph> {
  const documents = await readFluxDocuments(files, listing);
  return new FluxGraph(await readReach(files, listing), documents, listing, origin);
}
