import { groupBy } from '../group-by';
import type { ArgoDocument } from './argo-document';
import { entryPath, folderOf } from './entry-path';
import { filesBelow } from './files-below';
import type { Reach } from './reach';

/** Which documents of Argo CD apply which, as far as their paths tell. */
export class Bringers {
  private readonly byFile: ReadonlyMap<string, readonly ArgoDocument[]>;
  private readonly byFolder: ReadonlyMap<string, readonly string[]>;
  /** Sorted, so that what lies below a folder is one stretch. */
  private readonly files: readonly string[];
  /** What each document applies. */
  private readonly children = new Map<ArgoDocument, ReadonlySet<ArgoDocument>>();

  constructor(
    private readonly reach: Reach,
    private readonly documents: readonly ArgoDocument[],
  ) {
    this.byFile = groupBy(documents, ({ declaredAt: { file = '' } }) => file);
    this.files = [...this.byFile.keys()].sort();
    this.byFolder = groupBy(this.files, folderOf);
    for (const document of documents) {
      const files = document.paths.flatMap(({ path, recurse }) => this.filesOf(path, recurse));
      this.children.set(document, new Set(files.flatMap((file) => this.byFile.get(file) ?? [])));
    }
  }

  /** The documents that lie in a folder or below it, and what its kustomization file refers to. */
  below(path: string): readonly ArgoDocument[] {
    return this.filesOf(path, true).flatMap((file) => this.byFile.get(file) ?? []);
  }

  /** Those that nothing else applies; of a circle the first by file. */
  roots(applied: ReadonlySet<ArgoDocument>): readonly ArgoDocument[] {
    const brought = new Set(applied);
    for (const [document, children] of this.children) {
      for (const child of children) if (child !== document) brought.add(child);
    }
    // What only others can include begins nothing, whether or not any does.
    const documents = this.documents.filter(
      ({ declaredAt: { file = '' } }) => !this.reach.isOfComponent(file),
    );
    const roots = documents.filter((document) => !brought.has(document));
    const seen = new Set([...this.reached(roots), ...this.reached([...applied])]);
    for (const document of documents) {
      if (seen.has(document)) continue;
      roots.push(document);
      for (const one of this.reached([document])) seen.add(one);
    }
    return roots;
  }

  /** The roots and all that they apply. */
  reached(roots: readonly ArgoDocument[]): readonly ArgoDocument[] {
    const found = new Set(roots);
    for (const document of found) {
      for (const child of this.children.get(document) ?? []) found.add(child);
    }
    return [...found];
  }

  private filesOf(path: string, recurse: boolean): readonly string[] {
    const folder = entryPath(path);
    if (folder === undefined) return [];
    const { files, folders, below, pattern } = this.reach.of(folder.slice(2), recurse);
    const found = [...files, ...[...folders].flatMap((one) => this.byFolder.get(one) ?? [])];
    if (pattern !== undefined) return [...found, ...this.files.filter((file) => pattern.test(file))];
    return below === undefined ? found : [...found, ...filesBelow(this.files, below)];
  }
}
