import type { Location } from '../../engine-client/protocol';
import { groupBy } from '../group-by';
import type { FileEntry, RepositoryFiles } from '../repository/files';
import { type ArgoCluster, type ArgoDocument, argoHere } from './argo-document';
import { Bringers } from './bringers';
import type { Candidate } from './candidate';
import type { ClusterProblem } from './cluster';
import { entryPath, folderOf } from './entry-path';
import { readFluxDocuments } from './flux-document';
import { readReach } from './reach';
import type { Scan } from './scan';

/** What was found of what Argo CD delivers. */
export interface ArgoRoots {
  readonly candidates: readonly Candidate[];
  readonly problems: readonly ClusterProblem[];
}

/**
 * Finds where Argo CD begins: Applications and ApplicationSets that no other one and no Kustomization of Flux applies.
 * Those of one folder are taken for one Argo CD. It delivers a cluster for each destination that it can be seen to have.
 */
export async function findArgoRoots(
  files: RepositoryFiles,
  listing: readonly FileEntry[],
  scanned: Scan,
): Promise<ArgoRoots> {
  const documents = scanned.argo.flatMap((reading) => ('argo' in reading ? [reading.argo] : []));
  if (documents.length === 0) return { candidates: [], problems: [] };
  const clusters = scanned.argo.flatMap((reading) => ('argoCluster' in reading ? [reading.argoCluster] : []));
  const fluxEntries = scanned.candidates.flatMap(({ entry, origin, delivery }) =>
    entry === undefined || origin === 'application-file' || delivery === 'argo-cd' ? [] : [entry],
  );
  const bringers = new Bringers(await readReach(files, listing), documents);
  const { kustomizations } =
    fluxEntries.length > 0 ? await readFluxDocuments(files, listing) : { kustomizations: [] };
  // What only the cluster fills in may be any folder there.
  const fluxPaths = kustomizations.map(({ path }) => path.split('${')[0] ?? '');
  const flux = new Set([...fluxEntries, ...fluxPaths].flatMap((path) => bringers.below(path)));
  const roots = bringers.roots(flux);
  const byFolder = groupBy(roots, ({ declaredAt }) => folderOf(declaredAt.file ?? ''));
  const problems: ClusterProblem[] = [];
  const candidates = [...byFolder].flatMap(([folder, own]) =>
    candidatesOf(folder, own, bringers.reached(own), clusters, problems),
  );
  return { candidates, problems };
}

/** The clusters that one Argo CD delivers. */
function candidatesOf(
  folder: string,
  roots: readonly ArgoDocument[],
  reached: readonly ArgoDocument[],
  clusters: readonly ArgoCluster[],
  problems: ClusterProblem[],
): readonly Candidate[] {
  const places = new Map<string, Location>();
  for (const { kind, name, destinations, declaredAt } of reached) {
    for (const destination of destinations.flatMap((one) => resolved(one, clusters))) {
      if (!destination.includes('{{')) {
        if (!places.has(destination)) places.set(destination, declaredAt);
        continue;
      }
      const message = `${kind} ${name} goes to '${destination}', which is only known once its generators or its chart are read by Argo CD: register the clusters in Git (Secrets with the label argocd.argoproj.io/secret-type: cluster), or see all that Argo CD applies by --entry NAME=${entryPath(folder) ?? folder}`;
      problems.push({ ...declaredAt, message });
    }
  }
  const named = groupBy([...places.keys()], (destination) => clusterName(destination, clusters));
  const known = [
    ...new Set([...named.values()].flat().concat(...clusters.map((one) => [one.name, one.server]))),
  ];
  const declaredAt = roots[0]?.declaredAt ?? {};
  const common = { origin: 'argo-cd', entry: entryPath(folder) ?? folder, delivery: 'argo-cd' } as const;
  const managed = selfManaged(roots);
  const onlyHere = [...named.keys()].every((name) => name === '');
  if (managed !== undefined && onlyHere) return [{ ...common, entry: managed, declaredAt }];
  const own = [...new Set(roots.flatMap(({ declaredAt: { file } }) => file ?? []))].sort();
  return [...named].map(([name, destinations]): Candidate => {
    const names = name === '' ? argoHere : [...destinations, ...alsoCalled(name, clusters)];
    const argo = { files: own, destinations: onlyHere ? [] : [...new Set(names)], known };
    if (name === '') return { ...common, argo, declaredAt };
    return { ...common, name, argo, declaredAt: places.get(destinations[0] ?? '') ?? declaredAt };
  });
}

/** What a template of the cluster generator stands for. */
function resolved(destination: string, clusters: readonly ArgoCluster[]): readonly string[] {
  const match = /^\{\{\s*\.?(name|nameNormalized|server)\s*\}\}$/.exec(destination);
  if (match === null || clusters.length === 0) return [destination];
  return clusters.map(({ name, server }) => (match[1] === 'server' ? server : name));
}

/** Empty for the cluster that Argo CD runs in. */
function clusterName(destination: string, clusters: readonly ArgoCluster[]): string {
  if (argoHere.includes(destination)) return '';
  const registered = clusters.find(({ name, server }) => destination === server || destination === name);
  if (registered !== undefined) return argoHere.includes(registered.server) ? '' : registered.name;
  return URL.canParse(destination) ? new URL(destination).host : destination;
}

function alsoCalled(name: string, clusters: readonly ArgoCluster[]): readonly string[] {
  return clusters.filter((one) => one.name === name).flatMap((one) => [one.name, one.server]);
}

/** The folder of an Application that lies in what it applies: it alone is the root, and may say more of itself there. */
function selfManaged(roots: readonly ArgoDocument[]): string | undefined {
  const [root, ...more] = roots;
  const [path, ...others] = root?.paths ?? [];
  if (root?.kind !== 'Application' || path === undefined || more.length > 0 || others.length > 0)
    return undefined;
  const folder = entryPath(path.path);
  const file = root.declaredAt.file ?? '';
  return folder !== undefined && (folder === './' || `./${file}`.startsWith(`${folder}/`))
    ? folder
    : undefined;
}
