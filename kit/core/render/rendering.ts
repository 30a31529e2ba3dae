import type {
  KustomizationStatus,
  MissingArtifact,
  Problem,
  RenderedResource,
} from '../../engine-client/protocol';
import type { Cluster } from '../clusters/cluster';
import { oncePer } from '../once-per';
import { textAt } from '../yaml-documents';

/** One Kustomization, HelmRelease or ResourceSet and what it applies. */
export interface KustomizationRendering {
  readonly status: KustomizationStatus;
  readonly resources: readonly RenderedResource[];
}

/** What one cluster would get. */
export interface ClusterRendering {
  readonly cluster: Cluster;
  /** By kind, namespace and name. */
  readonly kustomizations: readonly KustomizationRendering[];
  readonly problems: readonly Problem[];
  /** What could be fetched. */
  readonly missing: readonly MissingArtifact[];
}

/** What every cluster would get, Secrets with their values: redact before anything leaves the process. */
export interface Rendering {
  /** Full id; null for the working tree. */
  readonly commit: string | null;
  /** By name. */
  readonly clusters: readonly ClusterRendering[];
  /** Of the repository as a whole. */
  readonly problems: readonly Problem[];
}

/** All resources of a cluster, in the order of its Kustomizations. */
export function resourcesOf({ kustomizations }: ClusterRendering): readonly RenderedResource[] {
  return flat(kustomizations);
}

const flat = oncePer((kustomizations: readonly KustomizationRendering[]): readonly RenderedResource[] =>
  kustomizations.flatMap(({ resources }) => resources),
);

/** Addresses that Flux's sources name, each once. */
export function sourceAddresses({ clusters }: Rendering): readonly string[] {
  const addresses = clusters.flatMap((cluster) =>
    resourcesOf(cluster).flatMap(({ apiVersion, object }) =>
      apiVersion.startsWith('source.toolkit.fluxcd.io/') ? (textAt(object, 'spec', 'url') ?? []) : [],
    ),
  );
  return [...new Set(addresses)];
}

/** `namespace/name`, of another kind `HelmRelease/namespace/name`, as resources refer to it. */
export function kustomizationId({ kind, namespace, name }: KustomizationStatus): string {
  return kind === 'Kustomization' ? `${namespace}/${name}` : `${kind}/${namespace}/${name}`;
}
