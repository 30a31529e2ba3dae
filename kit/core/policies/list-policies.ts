import { catalogue, policyByKind } from '../../../policies/catalogue';
import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import type { Cluster } from '../clusters/cluster';
import { type Control, type PolicyMetadata, PolicyMetadataIndex } from '../check/policy-metadata';
import { type ClusterPolicies, ownPolicies } from '../check/cluster-policies';
import { NoFleetHereError, UsageError } from '../errors';
import { FleetReader, type FleetReading, type ReadOptions } from '../fleet-reader';
import { groupBy } from '../group-by';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { constraintsIn, type InForce, type PlacedConstraint } from './constraints-in-force';

/** One policy. The public JSON of `fleetkeep get policies`. */
export interface ListedPolicy {
  /** The kind of its constraints, for instance `K8sPSPCapabilities`. */
  readonly policy: string;
  /** In the catalogue; null for a policy of somebody else's. */
  readonly id: string | null;
  readonly title: string | null;
  readonly severity: string;
  readonly source: 'catalogue' | 'repository';
  readonly controls: readonly Control[];
  /** Null: no repository was read. */
  readonly inForce: readonly InForce[] | null;
}

/** What is known of policies: the catalogue's, and those of the clusters that were read. */
export interface KnownPolicies {
  /** By kind, the catalogue's first. */
  readonly kinds: readonly string[];
  readonly metadataOf: (kind: string) => PolicyMetadata;
  readonly constraints: readonly PlacedConstraint[];
  /** Undefined: no repository was read. */
  readonly clusters?: readonly Cluster[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Reads the policies of a repository. Where the user stands in none and names none, the catalogue is all there is.
 *
 * @throws UsageError when the repository that was named cannot be read
 */
export async function readPolicies(
  environment: Environment,
  engine: EngineClient,
  options: ReadOptions,
): Promise<KnownPolicies> {
  const { reading, notEvaluated: hidden } = await readIfAny(environment, engine, options);
  return { ...policiesKnownIn(reading?.rendering.clusters.map(ownPolicies)), notEvaluated: hidden };
}

/** What is known of policies from what clusters are judged by; undefined: no repository was read. */
export function policiesKnownIn(
  judged: readonly ClusterPolicies[] | undefined,
): Omit<KnownPolicies, 'notEvaluated'> {
  const clusters = judged ?? [];
  const metadata = new PolicyMetadataIndex();
  const own = new Set<string>();
  const constraints = constraintsIn(clusters);
  for (const { policies } of clusters) metadata.add(policies);
  for (const kind of [...metadata.kinds, ...constraints.map((constraint) => constraint.kind)])
    if (policyByKind(kind) === undefined) own.add(kind);
  return {
    kinds: [...catalogue.map(({ kind }) => kind), ...[...own].sort()],
    metadataOf: (kind) => metadata.get(kind),
    constraints,
    clusters: judged?.map(({ cluster }) => cluster),
  };
}

interface Read {
  readonly reading?: FleetReading;
  readonly notEvaluated: readonly NotEvaluated[];
}

async function readIfAny(
  environment: Environment,
  engine: EngineClient,
  options: ReadOptions,
): Promise<Read> {
  const { repository, revision, entries = [], clusters = [], staged = false } = options;
  const named = repository !== undefined || revision !== undefined || staged;
  try {
    const reading = await new FleetReader(environment, engine, options).read();
    return { reading, notEvaluated: reading.notEvaluated };
  } catch (error) {
    if (!(error instanceof UsageError) || named || entries.length > 0 || clusters.length > 0) throw error;
    if (error instanceof NoFleetHereError) return { notEvaluated: [] };
    return { notEvaluated: [notEvaluated({ reason: error.message })] };
  }
}

/** Every policy, with the constraints that put it to work. */
export function listPolicies(known: KnownPolicies): readonly ListedPolicy[] {
  const byKind = groupBy(known.constraints, ({ kind }) => kind);
  return known.kinds.map((kind): ListedPolicy => {
    const { title = null, severity, controls } = known.metadataOf(kind);
    const policy = policyByKind(kind);
    return {
      policy: kind,
      id: policy?.id ?? null,
      title,
      severity,
      source: policy === undefined ? 'repository' : 'catalogue',
      controls,
      inForce: known.clusters === undefined ? null : (byKind.get(kind) ?? []).map(withoutReasons),
    };
  });
}

/** The public part of a constraint. */
export function withoutReasons({ cluster, constraint, enforcement, narrowed }: PlacedConstraint): InForce {
  return { cluster, constraint, enforcement, narrowed };
}
