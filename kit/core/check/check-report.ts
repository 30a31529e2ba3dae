import type {
  PlacedAcceptance,
  PlacedVulnerabilityAcceptance,
} from '../../../policies/acceptance/parse-acceptances';
import type { NotEvaluated } from '../not-evaluated';
import type { Rendering } from '../render/rendering';
import type { RepositoryFiles } from '../repository/files';
import type { ClusterPolicies } from './cluster-policies';
import type { Finding } from './finding';
import type { PolicyMetadataIndex } from './policy-metadata';
import type { CheckSummary } from './summary';

/** The public JSON of `fleetkeep check`; its schema is `docs/schemas/check.schema.json`. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Names of the clusters that the base does not have, so that all of theirs is new; empty without a base. */
  readonly newClusters: readonly string[];
  readonly summary: CheckSummary;
}

/** The report and what it is about. */
export interface CheckResult {
  readonly report: CheckReport;
  readonly rendering: Rendering;
  /** What each of its clusters was judged by. */
  readonly judgedBy: readonly ClusterPolicies[];
  /** Whether the same content is judged the same another time, until something in it begins or ends. */
  readonly lasting: boolean;
  /** The repository's files, as they were judged. */
  readonly files: RepositoryFiles;
  /** As the user said it. */
  readonly repository: string;
  readonly metadata: PolicyMetadataIndex;
  /** The acceptances that are in order; none when the policies come from elsewhere. */
  readonly acceptances: readonly PlacedAcceptance[];
  /** Those of vulnerabilities, which `check` does not look for. */
  readonly vulnerabilityAcceptances: readonly PlacedVulnerabilityAcceptance[];
}
