import type { FetchedArtifact, Mirror } from '../../engine-client/protocol';
import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { OnProgress } from '../progress';
import type { CredentialVariable } from '../registry/credentials';
import type { AllowedAddresses } from '../repository/allowed-addresses';
import { Git } from '../repository/git';
import { mirror } from '../repository/mirror';
import { withoutCredentials } from '../repository/remote';
import { textAt } from '../yaml-documents';
import { MissingArtifacts } from './fetch-artifacts';
import { type Rendering, resourcesOf } from './rendering';

/** How deep sources may declare other sources. */
const mostRounds = 8;

/** A rendering with what was fetched for it. */
export interface FetchedRendering {
  readonly rendering: Rendering;
  /** What may be fetched and could not be. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/** What was fetched so far, for a rendering to use. */
export interface FetchedSources {
  readonly mirrors: readonly Mirror[];
  readonly fetched: readonly FetchedArtifact[];
}

export interface FetchSourcesOptions {
  readonly allowed: AllowedAddresses;
  /** Whose `user:password` are in environment variables. @default none: Docker's and Podman's configuration is asked */
  readonly credentials?: readonly CredentialVariable[];
  readonly onProgress?: OnProgress;
}

/**
 * Renders, fetches what sources name and what may be fetched, and renders again, until nothing more is to be had: what was
 * fetched may name further sources. Git repositories are mirrored by the user's own git, with whatever credentials that
 * finds by itself; charts and artifacts are fetched by an engine that does nothing else.
 */
export async function fetchSources(
  environment: Environment,
  options: FetchSourcesOptions,
  renderWith: (sources: FetchedSources) => Promise<Rendering>,
): Promise<FetchedRendering> {
  const { allowed, credentials = [], onProgress } = options;
  const repositories = new MissingRepositories(environment, allowed, onProgress);
  const artifacts = new MissingArtifacts(environment, allowed, credentials);
  const once = (): Promise<Rendering> =>
    renderWith({ mirrors: repositories.mirrors, fetched: artifacts.fetched });
  try {
    let rendering = await once();
    for (let round = 0; round < mostRounds && !allowed.none; round++) {
      const more = [await repositories.fetch(rendering), await artifacts.fetch(rendering)];
      if (!more.includes(true)) break;
      rendering = await once();
    }
    return { rendering, notEvaluated: [...repositories.failures, ...artifacts.failures] };
  } finally {
    await artifacts.end();
  }
}

/** Mirrors the Git repositories that a rendering lacks, from where that is allowed, each once. */
class MissingRepositories {
  readonly mirrors: Mirror[] = [];
  readonly failures: NotEvaluated[] = [];
  private readonly git: Git;
  private readonly tried = new Set<string>();

  constructor(
    private readonly environment: Environment,
    private readonly allowed: AllowedAddresses,
    private readonly onProgress: OnProgress | undefined,
  ) {
    this.git = new Git(environment);
  }

  /** Whether there is one more than before. */
  async fetch(rendering: Rendering): Promise<boolean> {
    const before = this.mirrors.length;
    for (const { url, cluster, file, line } of missingRepositories(rendering)) {
      if (!this.allowed.allow(url) || this.tried.has(url)) continue;
      this.tried.add(url);
      this.onProgress?.({ phase: 'clone', done: this.mirrors.length, item: withoutCredentials(url) });
      try {
        const path = await mirror(this.git, this.environment, url, { what: 'the source' });
        this.mirrors.push({ address: url, path });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        this.failures.push(notEvaluated({ cluster, file, line, reason: error.message }));
      }
    }
    return this.mirrors.length > before;
  }
}

interface MissingRepository {
  readonly url: string;
  readonly cluster: string;
  readonly file: string;
  readonly line: number;
}

/** The GitRepositories without whose content something could not be rendered. */
function missingRepositories({ clusters }: Rendering): readonly MissingRepository[] {
  return clusters.flatMap((cluster) => {
    const used = new Set(
      cluster.kustomizations
        // One that is rendered in part has its source.
        .filter(({ status, resources }) => status.state === 'unknown' && resources.length === 0)
        .map(({ status }) => status.source),
    );
    return resourcesOf(cluster).flatMap(({ apiVersion, kind, namespace, name, object, file, line }) => {
      const url = textAt(object, 'spec', 'url');
      const isSource = kind === 'GitRepository' && apiVersion.startsWith('source.toolkit.fluxcd.io/');
      if (!isSource || url === undefined || !used.has(`${kind}/${namespace}/${name}`)) return [];
      return [{ url, cluster: cluster.cluster.name, file, line }];
    });
  });
}
