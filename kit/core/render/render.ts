import type { EngineClient } from '../../engine-client/client';
import { EngineRequestError } from '../../engine-client/errors';
import {
  ErrorCode,
  type FetchedArtifact,
  type Mirror,
  type RenderedKustomization,
  type RenderLimits,
  type SourcePath,
} from '../../engine-client/protocol';
import type { Cluster } from '../clusters/cluster';
import { UsageError } from '../errors';
import type { OnProgress } from '../progress';
import type { Snapshot } from '../repository/repository';
import { heldClusters } from './held-clusters';
import { type KustomizationRendering, kustomizationId, type Rendering } from './rendering';
import { type Rendered, renderingMemory } from './rendering-memory';

export interface RenderOptions {
  readonly snapshot: Snapshot;
  /** Host and path of where the repository was cloned from: sources of that address are the repository itself. @default unknown */
  readonly origin?: string;
  readonly clusters: readonly Cluster[];
  /** Local copies of sources other than the repository. @default none */
  readonly sources?: readonly SourcePath[];
  /** Local mirrors of repositories that sources come from. @default none */
  readonly mirrors?: readonly Mirror[];
  /** What was fetched of the charts and artifacts that sources name. @default none */
  readonly fetched?: readonly FetchedArtifact[];
  /** Version of Flux in the clusters. @default what each cluster's manifests say, else the newest */
  readonly fluxVersion?: string;
  /** Whether to tell what set the fields that are not as they were declared. @default false */
  readonly fields?: boolean;
  /** @default the engine's */
  readonly limits?: RenderLimits;
  /** @default none */
  readonly onProgress?: OnProgress;
  /** @default never aborted */
  readonly signal?: AbortSignal;
}

/**
 * Renders clusters and waits for all of them.
 *
 * @throws UsageError when nothing of the repository can be read
 */
export async function render(engine: EngineClient, options: RenderOptions): Promise<Rendering> {
  const { snapshot, origin, clusters, sources, mirrors, fetched, fluxVersion, fields, limits } = options;
  const { onProgress, signal } = options;
  const params = {
    repository: { path: snapshot.path, revision: snapshot.commit, index: snapshot.index },
    entries: clusters.map(({ name, entry, folder, origin, declaredAt, argo }) => ({
      cluster: name,
      path: entry,
      folder,
      argo,
      instance: origin === 'flux-instance' ? declaredAt.file : undefined,
    })),
    sources,
    origin: origin === undefined ? undefined : `https://${origin}`,
    mirrors,
    fetched,
    fluxVersion,
    fields,
    limits,
  };
  const memory = renderingMemory(engine);
  const { kustomizations, result } = memory.find(params) ?? (await made());
  return {
    commit: result.revision,
    problems: result.problems,
    clusters: clusters.map((cluster) => {
      const sums = result.clusters.find((one) => one.cluster === cluster.name);
      return {
        cluster,
        kustomizations: kustomizations.get(cluster.name) ?? [],
        problems: sums?.problems ?? [],
        missing: sums?.missing ?? [],
      };
    }),
  };

  async function made(): Promise<Rendered> {
    const collected = new Map(clusters.map(({ name }) => [name, [] as KustomizationRendering[]]));
    let done = 0;
    const collect = ({ cluster, kustomization, resources }: RenderedKustomization): void => {
      collected.get(cluster)?.push({ status: kustomization, resources });
      onProgress?.({ phase: 'render', done: ++done, item: `${cluster} ${kustomizationId(kustomization)}` });
    };
    const held = heldClusters(engine);
    const known = held.all();
    const asked = { ...params, knownClusters: [...known.keys()] };
    const result = await engine.render(asked, collect, signal).catch((error: unknown) => {
      throw unusable(error) ?? error;
    });
    const kustomizations = new Map(
      result.clusters.map(({ cluster, digest }) => [
        cluster,
        known.get(digest) ?? held.keep(digest, (collected.get(cluster) ?? []).sort(byId)),
      ]),
    );
    const rendered = { kustomizations, result };
    memory.keep(params, rendered);
    return rendered;
  }
}

/** The refusals of the engine that are about what the user gave. */
function unusable(error: unknown): UsageError | undefined {
  if (!(error instanceof EngineRequestError)) return undefined;
  const codes: readonly number[] = [
    ErrorCode.NotARepository,
    ErrorCode.RevisionUnknown,
    ErrorCode.EmptyRepository,
    ErrorCode.EntryMissing,
    ErrorCode.FluxVersionInvalid,
  ];
  return codes.includes(error.code) ? new UsageError(error.message, { cause: error }) : undefined;
}

function byId(a: KustomizationRendering, b: KustomizationRendering): number {
  return kustomizationId(a.status) < kustomizationId(b.status) ? -1 : 1;
}
