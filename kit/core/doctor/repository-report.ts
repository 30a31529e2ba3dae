import type { ClusterElsewhere, ClusterOrigin } from '../clusters/cluster';
import type { NotEvaluated } from '../not-evaluated';
import type { EntryProposal } from '../clusters/propose-entries';
import type { SourceUse } from './source-use';

/** The public JSON of `fleetkeep doctor repository`; its schema is `docs/schemas/doctor-repository.schema.json`. */
export interface RepositoryReport {
  /** As the user said it. */
  readonly repository: string;
  /** Full id; null for the working tree. */
  readonly commit: string | null;
  /** By name. */
  readonly clusters: readonly FoundCluster[];
  /** Clusters that Application files name and other repositories deliver. */
  readonly elsewhere: readonly ClusterElsewhere[];
  /** Every source that something is rendered from, by name. */
  readonly sources: readonly SourceUse[];
  /** Where clusters may begin that were not found, the likeliest first. */
  readonly proposals: readonly EntryProposal[];
  /** How many more such folders there are. */
  readonly proposalsLeftOff: number;
  /** What was not understood or could not be rendered, and why. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/** One cluster, how it was found, and how far it could be rendered. */
export interface FoundCluster {
  readonly name: string;
  readonly entry: string;
  readonly foundBy: ClusterOrigin;
  readonly file: string | null;
  readonly line: number | null;
  readonly stage: string | null;
  readonly kubernetesVersion: string | null;
  readonly location: string | null;
  /** By state; HelmReleases among them. */
  readonly kustomizations: Readonly<Record<'rendered' | 'failed' | 'unknown', number>>;
  readonly resources: number;
  readonly notEvaluated: number;
}
