import type { ArgoEntry, Location } from '../../engine-client/protocol';
import type {
  ClusterDescription,
  ClusterElsewhere,
  ClusterOrigin,
  ClusterProblem,
  DeliveryEngine,
} from './cluster';

/** One word about one cluster; several of them may be about the same. */
export interface Candidate {
  readonly origin: ClusterOrigin;
  /** Only where somebody gave a name. */
  readonly name?: string;
  /** Absent where only a convention can tell. */
  readonly entry?: string;
  /** Whether the entry is one of an artifact, which may be made of a folder of the repository. @default false */
  readonly ofArtifact?: boolean;
  /** @default the engine that a stronger or weaker word says, else Flux */
  readonly delivery?: DeliveryEngine;
  readonly argo?: ArgoEntry;
  readonly declaredAt: Location;
  readonly description?: ClusterDescription;
}

/** What reading one document gave. */
export type Reading =
  | { readonly candidate: Candidate }
  | { readonly problem: ClusterProblem }
  | { readonly elsewhere: ClusterElsewhere };
