import { groupBy } from '../group-by';
import type { FileEntry, RepositoryFiles } from '../repository/files';
import type { YamlDocument } from '../yaml-documents';
import type { Candidate } from './candidate';
import { entryPath, folderOf } from './entry-path';
import { type FluxKustomization, mayBeOfFlux, readFluxDocument } from './flux-document';
import { type FluxGraph, readFluxGraph } from './flux-graph';
import { isRootKustomization } from './flux-root';

/** A Kustomization of Flux whose path its own file is in. */
export interface SelfApplied {
  readonly kustomization: FluxKustomization & { readonly source: string };
  /** The folder that it applies. */
  readonly entry: string;
}

const pathField = /^\s*path:\s*(["']?)([^\s"'#]+)\1\s*(?:#.*)?$/gm;

/** Whether a file may declare a Kustomization that applies it, so that only those are parsed. */
export function mayApplyItself(file: string, content: Buffer): boolean {
  if (!mayBeOfFlux(content)) return false;
  return [...content.toString('utf8').matchAll(pathField)].some(([, , path = '']) => isWithin(file, path));
}

/** Those of a document; the one that `flux bootstrap` writes is a root of its own word. */
export function readSelfApplied(
  document: YamlDocument,
  file: string,
): readonly { readonly selfApplied: SelfApplied }[] {
  if (isRootKustomization(document.value)) return [];
  return readFluxDocument(document, file).flatMap((reading) => {
    if (!('kustomization' in reading)) return [];
    const { kustomization } = reading;
    const { source, path } = kustomization;
    const entry = entryPath(path);
    if (source === undefined || entry === undefined || !isWithin(file, path)) return [];
    return [{ selfApplied: { kustomization: { ...kustomization, source }, entry } }];
  });
}

/** The root itself holds every file, and says nothing. */
function isWithin(file: string, path: string): boolean {
  const entry = entryPath(path);
  return entry !== undefined && (entry === './' || `./${file}`.startsWith(`${entry}/`));
}

/**
 * Finds clusters that sync themselves under a name of their own: Kustomizations that apply their own file and, beside it,
 * the source that they take it from, and that neither a root found otherwise nor another Kustomization applies. That is how
 * the community's template had it from 2022 to 2025 (github.com/onedr0p/cluster-template: `cluster` with the path
 * `./kubernetes/flux`, in the file `kubernetes/flux/config/cluster.yaml`).
 *
 * @param roots entries that are known by stronger words
 * @param origin host and path of where the repository was cloned from; undefined when nobody knows
 */
export async function findSelfApplied(
  files: RepositoryFiles,
  listing: readonly FileEntry[],
  selfApplied: readonly SelfApplied[],
  roots: readonly string[],
  origin: string | undefined,
): Promise<readonly Candidate[]> {
  if (selfApplied.length === 0) return [];
  const graph = await readFluxGraph(files, listing, origin);
  const appliers = appliersOf(selfApplied, graph);
  const reached = new Map<string, string>();
  const reach = (entry: string): void => {
    for (const file of graph.reached(entry)) reached.set(file, reached.has(file) ? '' : entry);
  };
  const known = new Set(roots);
  for (const root of known) reach(root);
  const found: SelfApplied[] = [];
  for (const one of ordered(selfApplied, graph)) {
    const by = reached.get(one.kustomization.declaredAt.file);
    if ((by !== undefined && by !== one.entry) || !appliesItself(one, graph)) continue;
    if (isAppliedByAnother(one, appliers, graph)) continue;
    found.push(one);
    if (!known.has(one.entry)) reach(one.entry);
  }
  return found.map(({ entry, kustomization: { declaredAt } }) => ({
    origin: 'self-applied',
    entry,
    declaredAt,
  }));
}

/** Of those that apply each other the one that applies the most comes first. */
function ordered(all: readonly SelfApplied[], graph: FluxGraph): readonly SelfApplied[] {
  const size = ({ entry }: SelfApplied): number => graph.reached(entry).size;
  return [...all].sort((a, b) => size(b) - size(a) || (a.entry < b.entry ? -1 : 1));
}

function appliesItself({ entry, kustomization }: SelfApplied, graph: FluxGraph): boolean {
  const { declaredAt, source } = kustomization;
  const applied = graph.applied(entry);
  if (!applied.has(declaredAt.file) || graph.pathOf(kustomization) !== entry) return false;
  if (graph.reach.isOfComponent(declaredAt.file)) return false;
  const beside = folderOf(declaredAt.file);
  return graph.declares((file) => applied.has(file) || folderOf(file) === beside, source);
}

/** The Kustomizations that apply the files of these, by file. */
function appliersOf(
  selfApplied: readonly SelfApplied[],
  graph: FluxGraph,
): ReadonlyMap<string, readonly FluxKustomization[]> {
  const appliers = new Map<string, FluxKustomization[]>(
    selfApplied.map(({ kustomization }) => [kustomization.declaredAt.file, []]),
  );
  const byPath = groupBy(graph.documents.kustomizations, (one) => graph.pathOf(one) ?? '');
  for (const [path, all] of byPath) {
    if (path === '') continue;
    for (const file of graph.applied(path)) for (const one of all) appliers.get(file)?.push(one);
  }
  return appliers;
}

/** Whether a Kustomization that is none of its own applies it; not one of the same path, which is it once more. */
function isAppliedByAnother(
  { entry, kustomization }: SelfApplied,
  appliers: ReadonlyMap<string, readonly FluxKustomization[]>,
  graph: FluxGraph,
): boolean {
  const own = graph.reached(entry);
  return (appliers.get(kustomization.declaredAt.file) ?? []).some((other) => {
    if (other.source === undefined || graph.pathOf(other) === entry) return false;
    // What lies in a hidden folder was put away.
    return !own.has(other.declaredAt.file) && !/(^|\/)\./.test(other.declaredAt.file);
  });
}
