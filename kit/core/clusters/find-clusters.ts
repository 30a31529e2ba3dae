import { repositoryName } from '../repository/address';
import type { FileEntry, RepositoryFiles } from '../repository/files';
import { argoHere } from './argo-document';
import { findArgoRoots } from './argo-roots';
import type { Candidate } from './candidate';
import { declarationFolder } from './cluster-file';
import type { Cluster, ClusterElsewhere, ClusterOrigin, ClusterProblem, FoundClusters } from './cluster';
import { entryPath, entrySegments } from './entry-path';
import { nameEntries } from './names';
import { kustomizationFileNames } from './reach';
import { type Scan, scan } from './scan';
import { findSelfApplied } from './self-applied';

export interface FindClustersOptions {
  /**
   * Clusters that nothing in the repository declares, or that it declares wrongly: these win.
   *
   * @default none
   */
  readonly entries?: readonly { readonly name: string; readonly path: string }[];
  /** Name of a cluster whose entry is the root of the repository. */
  readonly rootName: string;
  /** Host and path of where the repository was cloned from. @default unknown */
  readonly origin?: string;
}

type Found = Omit<Cluster, 'name' | 'delivery'> & Partial<Pick<Cluster, 'name' | 'delivery'>>;

const strength: readonly ClusterOrigin[] = [
  'option',
  'cluster-file',
  'gotk-sync',
  'kustomization',
  'flux-instance',
  'self-applied',
  'argo-cd',
  'application-file',
];

/**
 * Finds the clusters of a repository that nobody prepared: from Cluster files in `.securitytower/` and
 * `.phylake/`, from what `flux bootstrap` wrote, from any literal root Kustomization, from FluxInstances, from
 * Kustomizations that apply themselves, from Applications of Argo CD that nothing applies, and from what the user says. What looks like a cluster and is not understood is reported, never dropped.
 */
export async function findClusters(
  files: RepositoryFiles,
  options: FindClustersOptions,
): Promise<FoundClusters> {
  const listing = await files.list();
  const said = (options.entries ?? []).map(({ name, path }): Candidate => ({
    origin: 'option',
    name,
    entry: entryPath(path) ?? path,
    declaredAt: {},
  }));
  const scanned = await scanAll(files, listing, said, options.origin);
  const argo = await findArgoRoots(files, listing, scanned);
  const problems: ClusterProblem[] = [...scanned.problems, ...argo.problems];
  const candidates = [...scanned.candidates, ...argo.candidates];
  const hasFolder = (entry: string): boolean => {
    const prefix = entry === './' ? '' : `${entry.slice(2)}/`;
    return listing.some((file) => file.path.startsWith(prefix));
  };
  const discovered = candidates.flatMap((candidate) => candidate.entry ?? []);
  const declared = candidates.filter(({ origin }) => origin !== 'application-file');
  const elsewhere = scanned.elsewhere.filter(
    ({ repository }) => repositoryName(repository) !== options.rootName,
  );
  const applied = namedOnlyByApplications(scanned, elsewhere, [...said, ...declared]);
  const placed = [...said, ...declared, ...applied].flatMap((candidate): readonly Found[] => {
    const name = candidate.name;
    const renamed =
      candidate.origin !== 'option' && said.find((option) => option.name === name && name !== undefined);
    const entry =
      (renamed ? renamed.entry : candidate.entry) ?? byConvention(name ?? '', discovered, hasFolder);
    if (entry !== undefined && candidate.ofArtifact === true && !hasFolder(entry))
      return placeArtifact(candidate, entry, listing, problems);
    if (entry !== undefined && candidate.origin === 'option' && isLoneChart(entry, listing, candidates)) {
      problems.push(loneChart(candidate, entry));
      return [];
    }
    if (entry !== undefined) return [found(candidate, entry)];
    const fix =
      candidate.origin === 'application-file'
        ? 'add a Cluster file with spec.delivery.entry'
        : 'add spec.delivery.entry to the file';
    const message = `Cluster ${name}: nothing says where it begins: ${fix}, or say --entry ${name}=PATH`;
    problems.push({ cluster: name, ...candidate.declaredAt, message });
    return [];
  });
  return { clusters: named(merge(placed, problems), options.rootName, problems), problems, elsewhere };
}

/** What files say, and what follows from where they lie. */
async function scanAll(
  files: RepositoryFiles,
  listing: readonly FileEntry[],
  said: readonly Candidate[],
  origin: string | undefined,
): Promise<Scan> {
  const scanned = await scan(files, listing);
  const roots = [...said, ...scanned.candidates].flatMap(({ entry }) => entry ?? []);
  const more = await findSelfApplied(files, listing, scanned.selfApplied, roots, origin);
  return { ...scanned, candidates: [...scanned.candidates, ...more] };
}

/** Whether an entry is a Helm chart, which Flux does not build as a Kustomization, and nothing says that Argo CD does. */
function isLoneChart(
  entry: string,
  listing: readonly FileEntry[],
  candidates: readonly Candidate[],
): boolean {
  const has = (name: string): boolean =>
    listing.some(({ path }) => entryPath(path) === entryPath(`${entry}/${name}`));
  if (!has('Chart.yaml') || kustomizationFileNames.some(has)) return false;
  return !candidates.some((one) => one.entry === entry && one.delivery === 'argo-cd');
}

function loneChart({ name = '' }: Candidate, entry: string): ClusterProblem {
  const chart = entryPath(`${entry}/Chart.yaml`)?.slice(2);
  const message = `--entry ${name}=${entry} is a Helm chart, which Flux does not build as it lies there: put what installs it into Git, an Application of Argo CD with source.path '${entry.slice(2)}' or a HelmRelease of Flux, and give the folder of that by --entry ${name}=PATH; such an Application is found without it`;
  return { cluster: name, file: chart, message };
}

/**
 * Places an entry that the repository does not have: the artifact that is synced is then made of a folder of it, the one
 * that has the entry.
 */
function placeArtifact(
  candidate: Candidate,
  entry: string,
  listing: readonly FileEntry[],
  problems: ClusterProblem[],
): readonly Found[] {
  const inner = `/${entry.slice(2)}/`;
  const folders = new Set(
    listing.flatMap(({ path }) => {
      const at = `/${path}`.indexOf(inner);
      return at > 0 ? [path.slice(0, at - 1)] : [];
    }),
  );
  const [folder, ...more] = [...folders].map((one) => entryPath(one) ?? './');
  if (folder !== undefined && more.length === 0) return [{ ...found(candidate, entry), folder }];
  const where = folder === undefined ? 'no folder has it' : `it is in ${[folder, ...more].join(' and in ')}`;
  const message = `a FluxInstance syncs ${entry} of an artifact, and the repository has no such folder (${where}): say what the cluster begins with by --entry NAME=PATH`;
  problems.push({ ...candidate.declaredAt, message });
  return [];
}

/** Each cluster that Application files alone name, once; a repository that they say may be this one. */
function namedOnlyByApplications(
  { candidates, elsewhere }: Scan,
  others: readonly ClusterElsewhere[],
  known: readonly Candidate[],
): readonly Candidate[] {
  const here = elsewhere
    .filter((one) => !others.includes(one))
    .map(({ name, file, line }): Candidate => ({
      origin: 'application-file',
      name,
      declaredAt: { file, line },
    }));
  const byName = new Map<string, Candidate>();
  for (const candidate of [...candidates.filter(({ origin }) => origin === 'application-file'), ...here]) {
    const { name = '' } = candidate;
    if (!byName.has(name) && !known.some((one) => one.name === name)) byName.set(name, candidate);
  }
  return [...byName.values()];
}

function found(candidate: Candidate, entry: string): Found {
  const { origin, name, declaredAt, description, delivery, argo } = candidate;
  return { ...description, name, entry, delivery, argo, origin, declaredAt };
}

/** Where a cluster begins that only has a name: `cluster/<name>`, a root found with that name, or `cluster/`. */
function byConvention(
  name: string,
  discovered: readonly string[],
  hasFolder: (entry: string) => boolean,
): string | undefined {
  const own = entryPath(`cluster/${name}`);
  if (own !== undefined && hasFolder(own)) return own;
  const alike = discovered.filter((entry) => entrySegments(entry).at(-1) === name);
  if (alike.length === 1) return alike[0];
  return hasFolder('./cluster') ? './cluster' : undefined;
}

/**
 * One cluster an entry: the strongest word names it, the others add what it does not say. An Argo CD delivers several from
 * one entry.
 */
function merge(all: readonly Found[], problems: ClusterProblem[]): readonly Found[] {
  const byEntry = new Map<string, Found>();
  for (const origin of strength) {
    for (const next of all.filter((one) => one.origin === origin)) {
      const key = [next.entry, ...destinationsElsewhere(next)].join('\n');
      const known = byEntry.get(key);
      if (known === undefined) byEntry.set(key, next);
      else if (next.name !== undefined && known.origin === next.origin && !isSaidAgain(known, next))
        problems.push(sharedEntry(known, next));
      else byEntry.set(key, complete(known, next));
    }
  }
  return [...byEntry.values()];
}

/** Empty for the cluster that the entry's own engine runs in. */
function destinationsElsewhere({ argo }: Found): readonly string[] {
  return (argo?.destinations ?? []).filter((destination) => !argoHere.includes(destination));
}

/** A cluster that both folders declare, while a repository moves from the older to today's. */
function isSaidAgain(known: Found, next: Found): boolean {
  const folder = ({ declaredAt }: Found): string | undefined =>
    declarationFolder.exec(declaredAt.file ?? '')?.[2];
  return known.origin === 'cluster-file' && known.name === next.name && folder(known) !== folder(next);
}

function complete(known: Found, next: Found): Found {
  return {
    ...known,
    name: known.name ?? next.name,
    stage: known.stage ?? next.stage,
    kubernetesVersion: known.kubernetesVersion ?? next.kubernetesVersion,
    location: known.location ?? next.location,
    labels: known.labels ?? next.labels,
    delivery: known.delivery ?? next.delivery,
    argo: known.argo ?? (known.origin === 'option' ? everything(next) : next.argo),
    declaredAt: known.declaredAt.file === undefined ? next.declaredAt : known.declaredAt,
  };
}

/** Who names an entry wants all that begins there, whatever cluster it goes to. */
function everything({ argo }: Found): Found['argo'] {
  return argo && { ...argo, destinations: [] };
}

function sharedEntry(known: Found, next: Found): ClusterProblem {
  const message = `cluster ${next.name} begins at ${next.entry} as ${known.name} does: give each cluster an entry of its own`;
  return { cluster: next.name, ...next.declaredAt, message };
}

function named(all: readonly Found[], rootName: string, problems: ClusterProblem[]): readonly Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const one of all) {
    if (one.name === undefined) continue;
    const first = clusters.get(one.name);
    if (first === undefined) clusters.set(one.name, asCluster(one, one.name));
    else {
      const message = `a second cluster is named ${one.name} (${first.entry} and ${one.entry}): rename one of them`;
      problems.push({ cluster: one.name, ...one.declaredAt, message });
    }
  }
  const nameless = all.filter((one) => one.name === undefined);
  const names = nameEntries(
    nameless.map((one) => one.entry),
    rootName,
    new Set(clusters.keys()),
  );
  for (const one of nameless) {
    const name = names.get(one.entry) ?? one.entry;
    clusters.set(name, asCluster(one, name));
  }
  return [...clusters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function asCluster(found: Found, name: string): Cluster {
  return { ...found, name, delivery: found.delivery ?? 'flux' };
}
