import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import type { Cluster } from '../clusters/cluster';
import { FleetReader, type ReadOptions } from '../fleet-reader';
import { groupBy } from '../group-by';
import { fromClusterProblem, type NotEvaluated, orderNotEvaluated } from '../not-evaluated';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { proposeEntries } from '../clusters/propose-entries';
import type { FoundCluster, RepositoryReport } from './repository-report';
import { sourceUses } from './source-use';

/**
 * Looks at a repository as a whole: which clusters it has and how they were found, which sources they need, what could
 * not be rendered, and why.
 *
 * @throws UsageError when nothing can be read
 */
export async function examineRepository(
  environment: Environment,
  engine: EngineClient,
  options: ReadOptions,
): Promise<RepositoryReport> {
  const reader = new FleetReader(environment, engine, options);
  const listing = await reader.find();
  const { repository, snapshot, found } = listing;
  const about = { repository: repository.label, commit: snapshot.commit ?? null, elsewhere: found.elsewhere };
  const propose = async (rendered: ReadonlySet<string>) => {
    const known = { clusters: found.clusters, rendered, origin: await repository.origin() };
    const all = await proposeEntries(snapshot.files, known);
    return {
      proposals: all.slice(0, mostProposals),
      proposalsLeftOff: Math.max(all.length - mostProposals, 0),
    };
  };
  if (found.clusters.length === 0) {
    const notEvaluated = orderNotEvaluated(found.problems.map(fromClusterProblem));
    return { ...about, clusters: [], sources: [], ...(await propose(new Set())), notEvaluated };
  }
  const { rendering, notEvaluated } = await reader.read(listing);
  const byCluster = groupBy(notEvaluated, ({ cluster }) => cluster ?? '');
  const clusters = rendering.clusters.map((one) => foundCluster(one, byCluster.get(one.cluster.name) ?? []));
  const rendered = new Set(rendering.clusters.flatMap((one) => resourcesOf(one).map(({ file }) => file)));
  return {
    ...about,
    clusters,
    sources: sourceUses(rendering, options.sources ?? []),
    ...(await propose(rendered)),
    notEvaluated,
  };
}

/** More are told by their number alone. */
const mostProposals = 20;

function foundCluster(rendering: ClusterRendering, hidden: readonly NotEvaluated[]): FoundCluster {
  const inState = (state: string): number =>
    rendering.kustomizations.filter(({ status }) => status.state === state).length;
  return {
    ...description(rendering.cluster),
    kustomizations: { rendered: inState('rendered'), failed: inState('failed'), unknown: inState('unknown') },
    resources: resourcesOf(rendering).length,
    notEvaluated: hidden.length,
  };
}

function description(cluster: Cluster): Omit<FoundCluster, 'kustomizations' | 'resources' | 'notEvaluated'> {
  const {
    name,
    entry,
    origin: foundBy,
    declaredAt,
    stage = null,
    kubernetesVersion = null,
    location = null,
  } = cluster;
  const { file = null, line = null } = declaredAt;
  return { name, entry, foundBy, file, line, stage, kubernetesVersion, location };
}
