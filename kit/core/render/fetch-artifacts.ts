import { join } from 'node:path';

import { ArtifactFetcher } from '../../engine-client/artifact-fetcher';
import { EngineRequestError } from '../../engine-client/errors';
import type { Artifact, FetchedArtifact, MissingArtifact } from '../../engine-client/protocol';
import type { Environment } from '../../environment';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { CredentialFinder, type CredentialVariable } from '../registry/credentials';
import { RegistryError } from '../registry/registry-error';
import { wellKnown } from '../registry/well-known';
import type { AllowedAddresses } from '../repository/allowed-addresses';
import type { Rendering } from './rendering';

/** Artifacts at a time. */
const atOnce = 4;

/** Fetches charts and artifacts that a rendering lacks, from where that is allowed, each once. */
export class MissingArtifacts {
  readonly fetched: FetchedArtifact[] = [];
  readonly failures: NotEvaluated[] = [];
  private readonly fetcher: ArtifactFetcher;
  private readonly credentials: CredentialFinder;
  private readonly tried = new Set<string>();

  constructor(
    private readonly environment: Environment,
    private readonly allowed: AllowedAddresses,
    variables: readonly CredentialVariable[],
  ) {
    this.fetcher = new ArtifactFetcher(environment);
    this.credentials = new CredentialFinder(environment, variables);
  }

  /** Whether there is one more than before. */
  async fetch({ clusters }: Rendering): Promise<boolean> {
    const wanted = clusters
      .flatMap(({ cluster, missing }) => missing.map((one) => ({ ...one, cluster: cluster.name })))
      .filter(({ artifact }) => {
        const isNew = this.allowed.allow(artifact.address) && !this.tried.has(keyOf(artifact));
        this.tried.add(keyOf(artifact));
        return isNew;
      });
    const before = this.fetched.length;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) await this.one(next);
      }),
    );
    return this.fetched.length > before;
  }

  async end(): Promise<void> {
    await this.fetcher.end();
  }

  private async one({ artifact, cluster, file, line }: MissingArtifact & { cluster: string }): Promise<void> {
    try {
      const { host, pathname } = new URL(artifact.address);
      const registry = host === 'registry-1.docker.io' ? 'docker.io' : host;
      const isRegistry = artifact.address.startsWith('oci://');
      const { tokens = [], content = [] } = isRegistry ? wellKnown(registry) : {};
      const found = await this.credentials.of(registry, pathname.replace(/^\//, ''));
      this.fetched.push(
        await this.fetcher.fetch({
          artifact,
          directory: join(this.environment.cacheDirectory, 'artifacts'),
          allowed: this.allowed.prefixes,
          follow: [...tokens, ...content],
          ...(found?.kind === 'password' ? { username: found.username, password: found.password } : {}),
          ...(found?.kind === 'identity-token' ? { identityToken: found.token } : {}),
        }),
      );
    } catch (error) {
      if (!(error instanceof EngineRequestError || error instanceof RegistryError)) throw error;
      this.failures.push(notEvaluated({ cluster, file, line, reason: error.message }));
    }
  }
}

function keyOf(artifact: Artifact): string {
  return JSON.stringify(Object.entries(artifact).sort(([a], [b]) => (a < b ? -1 : 1)));
}
