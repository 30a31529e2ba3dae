import type { Cluster } from './cluster';
import { entryPath, folderOf } from './entry-path';
import type { FluxKustomization } from './flux-document';
import { type FluxGraph, readFluxGraph } from './flux-graph';
import { groupBy } from '../group-by';
import type { RepositoryFiles } from '../repository/files';

/** A folder that a cluster may begin in. */
export interface EntryProposal {
  /** For `--entry NAME=…`. */
  readonly path: string;
  /** Kustomizations of Flux that it applies, as far as files tell: its own, and those that they apply. */
  readonly kustomizations: number;
  /** One of the files that declare its own. */
  readonly file: string;
}

/** What is known to be applied already. */
export interface KnownClusters {
  readonly clusters: readonly Cluster[];
  /** Files that something is rendered from. */
  readonly rendered: ReadonlySet<string>;
  /** Host and path of where the repository was cloned from. @default unknown */
  readonly origin?: string;
}

/**
 * Where further clusters may begin: the folders whose Flux Kustomizations neither a found cluster nor another Kustomization
 * applies. Those that apply the most come first, those in hidden folders last: people put away there what is no longer used.
 */
export async function proposeEntries(
  files: RepositoryFiles,
  { clusters, rendered, origin }: KnownClusters,
): Promise<readonly EntryProposal[]> {
  const graph = await readFluxGraph(files, await files.list(), origin);
  const known = new Set(rendered);
  for (const { entry, folder } of clusters) for (const file of graph.reached(entry, folder)) known.add(file);
  // What says no source only patches one that does.
  const unknown = graph.documents.kustomizations.filter(
    ({ source, declaredAt }) => source !== undefined && !known.has(declaredAt.file),
  );
  const heads = headsOf(unknown, graph).flatMap((head) =>
    entriesOf(head, graph).map((path) => ({ path, file: head.declaredAt.file })),
  );
  const proposals = [...groupBy(heads, ({ path }) => path)].map(([path, [head]]) => ({
    path,
    kustomizations: graph.countIn(graph.reached(path)),
    file: head?.file ?? '',
  }));
  const ordered = proposals.sort(
    (a, b) =>
      Number(isHidden(a)) - Number(isHidden(b)) ||
      b.kustomizations - a.kustomizations ||
      (a.path < b.path ? -1 : 1),
  );
  return ordered.filter(
    ({ path, file }, index) =>
      !ordered.slice(0, index).some((better) => better.path !== path && graph.reached(better.path).has(file)),
  );
}

/** Those that no other applies; of a circle the one that applies the most. */
function headsOf(all: readonly FluxKustomization[], graph: FluxGraph): readonly FluxKustomization[] {
  const applied = new Set<string>();
  for (const one of all) {
    const path = graph.pathOf(one);
    const own = path === undefined ? new Set<string>() : graph.applied(path);
    for (const file of own) if (file !== one.declaredAt.file) applied.add(file);
  }
  const heads = all.filter(({ declaredAt }) => !applied.has(declaredAt.file));
  const reached = new Set(heads.flatMap((head) => [...reachedFrom(head, graph)]));
  const size = (one: FluxKustomization): number => reachedFrom(one, graph).size;
  const circles = all.filter(
    ({ declaredAt }) => !reached.has(declaredAt.file) && applied.has(declaredAt.file),
  );
  for (const one of circles.sort((a, b) => size(b) - size(a))) {
    if (reached.has(one.declaredAt.file)) continue;
    heads.push(one);
    for (const file of reachedFrom(one, graph)) reached.add(file);
  }
  return heads;
}

function reachedFrom(one: FluxKustomization, graph: FluxGraph): ReadonlySet<string> {
  const path = graph.pathOf(one);
  return path === undefined ? new Set() : graph.reached(path);
}

/**
 * The folders from which a Kustomization would be applied: its own path where that has it, else the topmost whose
 * kustomization files lead to it, else the folder that it is in; a part of others begins nothing.
 */
function entriesOf(
  { declaredAt: { file }, ...head }: FluxKustomization,
  graph: FluxGraph,
): readonly string[] {
  const path = graph.pathOf({ ...head, declaredAt: { file } });
  if (path !== undefined && graph.applied(path).has(file)) return [path];
  const tops = new Set<string>();
  const seen = new Set([file]);
  for (const one of seen) {
    const above = graph.reach.referringTo(one).filter((folder) => folder !== one);
    for (const folder of above) seen.add(folder);
    if (above.length === 0 && one !== file) tops.add(one);
  }
  const folders = (tops.size === 0 ? [folderOf(file)] : [...tops]).filter(
    (folder) => !graph.reach.isComponent(folder),
  );
  const entries = folders.map((folder) => entryPath(folder) ?? './');
  const applying = entries.filter((entry) => graph.applied(entry).has(file));
  if (applying.length > 0 || path === undefined || graph.reach.isOfComponent(file)) return applying;
  // Somebody applies it by hand, or nobody does any more: its own path is where something may begin.
  return graph.countIn(graph.reached(path)) > 0 ? [path] : [];
}

function isHidden({ path }: EntryProposal): boolean {
  return /\/\.\w/.test(path);
}
