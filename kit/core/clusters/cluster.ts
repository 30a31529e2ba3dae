import type { ArgoEntry, Location } from '../../engine-client/protocol';

/** What told us that there is a cluster, from the strongest to the weakest word. */
export type ClusterOrigin =
  | 'option'
  | 'cluster-file'
  | 'gotk-sync'
  | 'kustomization'
  | 'flux-instance'
  | 'self-applied'
  | 'argo-cd'
  | 'application-file';

export type DeliveryEngine = 'flux' | 'argo-cd';

/** What a Cluster file in `.securitytower/` says about a cluster beyond its name and entry. */
export interface ClusterDescription {
  readonly stage?: string;
  /** For instance `1.34`. */
  readonly kubernetesVersion?: string;
  /** A region, for instance `westeurope`. */
  readonly location?: string;
  /** Of the file, by which clusters are selected. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A cluster that is delivered from the repository. */
export interface Cluster extends ClusterDescription {
  readonly name: string;
  /** The folder that its Kustomization flux-system/flux-system applies, `./cluster/prod-weu` or `./`. */
  readonly entry: string;
  /** The folder of the repository that the synced artifact is made of, to which the entry is relative. @default the whole */
  readonly folder?: string;
  /** The GitOps engine that delivers. */
  readonly delivery: DeliveryEngine;
  /** Where the cluster begins for Argo CD, where its first Applications lie outside of what they apply. */
  readonly argo?: ArgoEntry;
  readonly origin: ClusterOrigin;
  /** Where it is declared; empty for one that an option told. */
  readonly declaredAt: Location;
}

/** Something that looks like a cluster and was not understood. */
export interface ClusterProblem extends Location {
  /** Name of the cluster, where one is known. */
  readonly cluster?: string;
  /** With the value and the fix. */
  readonly message: string;
}

/** A cluster that an Application file names and that another repository delivers. */
export interface ClusterElsewhere extends Location {
  readonly name: string;
  /** The other repository, as the Application file says it. */
  readonly repository: string;
}

/** Everything that was found. */
export interface FoundClusters {
  /** By name. */
  readonly clusters: readonly Cluster[];
  readonly problems: readonly ClusterProblem[];
  readonly elsewhere: readonly ClusterElsewhere[];
}
