import type { EngineClient } from '../engine-client/client';
import type { Mirror, RenderLimits, SourcePath } from '../engine-client/protocol';
import type { Environment } from '../environment';
import type { Cluster, ClusterProblem, FoundClusters } from './clusters/cluster';
import { findClusters } from './clusters/find-clusters';
import { selectable } from './clusters/selectable';
import { NoFleetHereError, UsageError } from './errors';
import { fromClusterProblem, type NotEvaluated, orderNotEvaluated } from './not-evaluated';
import type { OnProgress } from './progress';
import type { CredentialVariable } from './registry/credentials';
import { hiddenBy } from './render/hidden';
import { fetchSources } from './render/fetch-sources';
import { render } from './render/render';
import type { Rendering } from './render/rendering';
import { repositoryName } from './repository/address';
import type { RepositoryFiles } from './repository/files';
import { AllowedAddresses } from './repository/allowed-addresses';
import { openRepository } from './repository/open';
import { isRemote, withoutCredentials } from './repository/remote';
import type { Repository, Snapshot } from './repository/repository';

/** Which part of which repository to read. All that `--help` calls global. */
export interface ReadOptions {
  /** Path or URL. @default the repository stood in */
  readonly repository?: string;
  /** @default the working tree, of a bare repository or URL its default branch */
  readonly revision?: string;
  /** The index instead of the working tree: what the next commit would hold. @default false */
  readonly staged?: boolean;
  /** Whether to fetch what a partial clone lacks. @default false */
  readonly fetchMissing?: boolean;
  /** Clusters that nothing declares. @default none */
  readonly entries?: readonly { readonly name: string; readonly path: string }[];
  /** Names of the clusters to look at. @default all */
  readonly clusters?: readonly string[];
  /** Which clusters to look at by their labels, the name of their stage among them. @default all */
  readonly selector?: (labels: Readonly<Record<string, string>>) => boolean;
  /** Local copies of sources other than the repository. @default none */
  readonly sources?: readonly SourcePath[];
  /** What may be fetched when sources name it. @default none */
  readonly fetch?: AllowedAddresses;
  /** Local mirrors of repositories that sources may name. @default none */
  readonly mirrors?: readonly Mirror[];
  /** Whose `user:password` are in environment variables. @default none: Docker's and Podman's configuration is asked */
  readonly fetchCredentials?: readonly CredentialVariable[];
  /** Version of Flux in the clusters, `2.8`. @default what each cluster's manifests say, else the newest */
  readonly fluxVersion?: string;
  /** Whether to tell what set the fields that are not as they were declared. @default false */
  readonly fields?: boolean;
  /** Whether it may have no cluster, or none of those that were asked for: another repository has them. @default false */
  readonly mayBeEmpty?: boolean;
  /** Whether results of earlier runs are used and kept. @default true */
  readonly cache?: boolean;
  /** Caps against hostile or broken repositories. @default the engine's */
  readonly limits?: RenderLimits;
  /** @default none */
  readonly onProgress?: OnProgress;
  /** @default never aborted */
  readonly signal?: AbortSignal;
}

/** The clusters of a repository at one revision, before anything is rendered. */
export interface FleetListing {
  readonly repository: Repository;
  readonly snapshot: Snapshot;
  readonly found: FoundClusters;
}

/** A repository read at one revision. */
export interface FleetReading {
  readonly repository: Repository;
  readonly rendering: Rendering;
  /** The repository's files at the revision. */
  readonly files: RepositoryFiles;
  /** Whether only some of its clusters were asked for. */
  readonly partial: boolean;
  /** What is in the repository and could not be rendered or understood. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/** Reads a fleet from its repository: opens it, finds the clusters, renders them. */
export class FleetReader {
  private repository: Promise<Repository> | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly engine: EngineClient,
    private readonly options: ReadOptions,
  ) {}

  /** @throws UsageError when it cannot be opened */
  open(): Promise<Repository> {
    const { repository = '' } = this.options;
    this.options.onProgress?.({
      phase: isRemote(repository) ? 'clone' : 'read',
      done: 0,
      item: withoutCredentials(repository),
    });
    this.repository ??= openRepository(this.environment, this.options.repository);
    return this.repository;
  }

  /**
   * Reads the revision that the options say.
   *
   * @param listing what `find` gave. @default it is found now
   * @throws UsageError when nothing can be read, or a cluster that was asked for does not exist
   */
  async read(listing?: FleetListing): Promise<FleetReading> {
    return this.render(listing ?? (await this.find()), this.options.mayBeEmpty);
  }

  /**
   * Reads another revision, in which clusters may not exist yet.
   *
   * @param listing what `find` gave of it. @default it is found now
   * @throws UsageError when the revision does not exist
   */
  async readBase(revision: string, listing?: FleetListing): Promise<FleetReading> {
    return this.render(listing ?? (await this.find(revision)), true);
  }

  /**
   * Finds the clusters of the revision that the options say; there may be none.
   *
   * @throws UsageError when nothing can be read
   */
  async find(revision = this.options.revision): Promise<FleetListing> {
    const repository = await this.open();
    const { entries, staged, fetchMissing } = this.options;
    const [snapshot, origin] = await Promise.all([
      repository.snapshot(revision, { staged, fetchMissing }),
      repository.origin(),
    ]);
    const rootName = repositoryName(origin ?? repository.label) || 'cluster';
    const found = await findClusters(snapshot.files, { entries, rootName, origin });
    return { repository, snapshot, found };
  }

  private async render(
    { repository, snapshot, found }: FleetListing,
    mayBeEmpty = false,
  ): Promise<FleetReading> {
    const { selector } = this.options;
    const named = mayBeEmpty
      ? found.clusters.filter(({ name }) => this.isWanted(name))
      : this.select(repository, found.clusters, found.problems);
    const clusters = selector === undefined ? named : named.filter((one) => selector(selectable(one)));
    const problems = found.problems.filter(({ cluster }) => cluster === undefined || this.isWanted(cluster));
    const { sources, fluxVersion, fields, limits, onProgress, signal } = this.options;
    const { fetch = new AllowedAddresses([]) } = this.options;
    const origin = await repository.origin();
    const given = { snapshot, origin, clusters, sources, fluxVersion, fields, limits, onProgress, signal };
    const { rendering, notEvaluated: unfetched } =
      clusters.length === 0
        ? { rendering: emptyRendering(snapshot), notEvaluated: [] }
        : await fetchSources(
            this.environment,
            { allowed: fetch, credentials: this.options.fetchCredentials, onProgress },
            ({ mirrors, fetched }) =>
              render(this.engine, {
                ...given,
                mirrors: [...(this.options.mirrors ?? []), ...mirrors],
                fetched,
              }),
          );
    const hidden = [...problems.map(fromClusterProblem), ...unfetched, ...hiddenBy(rendering)];
    const notEvaluated = orderNotEvaluated(hidden);
    const partial = (this.options.clusters ?? []).length > 0 || selector !== undefined;
    return { repository, rendering, files: snapshot.files, partial, notEvaluated };
  }

  private isWanted(name: string): boolean {
    const { clusters = [] } = this.options;
    return clusters.length === 0 || clusters.includes(name);
  }

  private select(
    repository: Repository,
    all: readonly Cluster[],
    problems: readonly ClusterProblem[],
  ): readonly Cluster[] {
    if (all.length === 0) {
      const message = noCluster(repository.label, problems);
      throw problems.length === 0 ? new NoFleetHereError(message) : new UsageError(message);
    }
    const unknown = (this.options.clusters ?? []).find(
      (name) => !all.some((cluster) => cluster.name === name),
    );
    if (unknown !== undefined && !problems.some(({ cluster }) => cluster === unknown)) {
      const names = all.map(({ name }) => name).join(', ');
      throw new UsageError(`--cluster '${unknown}' is not in ${repository.label}: there are ${names}`);
    }
    return all.filter(({ name }) => this.isWanted(name));
  }
}

function emptyRendering(snapshot: Snapshot): Rendering {
  return { commit: snapshot.commit ?? null, clusters: [], problems: [] };
}

function noCluster(label: string, problems: readonly ClusterProblem[]): string {
  const because = problems.map(({ file, line, message }) => `\n  ${place(file, line)}${message}`).join('');
  return `${label} has no cluster that can be recognised: say where one begins by --entry NAME=PATH, for instance --entry prod=./clusters/prod${because}`;
}

function place(file?: string, line?: number): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
}
