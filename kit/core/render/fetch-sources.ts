import type { Mirror } from '../../engine-client/protocol';
import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { OnProgress } from '../progress';
import type { AllowedAddresses } from '../repository/allowed-addresses';
import { Git } from '../repository/git';
import { mirror } from '../repository/mirror';
import { withoutCredentials } from '../repository/remote';
import { textAt } from '../yaml-documents';
import { type Rendering, resourcesOf } from './rendering';

/** How deep sources may declare other sources. */
const mostRounds = 8;

/** A rendering with what was fetched for it. */
export interface FetchedRendering {
  readonly rendering: Rendering;
  /** What may be fetched and could not be. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Renders, fetches the Git repositories that sources name and that may be fetched, and renders again, until nothing more
 * is to be had: what was fetched may name further sources. Each is mirrored by the user's own git, with whatever
 * credentials that finds by itself.
 *
 * @param renderWith renders with these mirrors
 */
export async function fetchSources(
  environment: Environment,
  allowed: AllowedAddresses,
  renderWith: (mirrors: readonly Mirror[]) => Promise<Rendering>,
  onProgress?: OnProgress,
): Promise<FetchedRendering> {
  const git = new Git(environment);
  const mirrors: Mirror[] = [];
  const failures: NotEvaluated[] = [];
  const tried = new Set<string>();
  let rendering = await renderWith(mirrors);
  for (let round = 0; round < mostRounds && !allowed.none; round++) {
    const wanted = missingRepositories(rendering).filter(({ url }) => allowed.allow(url) && !tried.has(url));
    if (wanted.length === 0) break;
    const before = mirrors.length;
    for (const { url, cluster, file, line } of wanted) {
      if (tried.has(url)) continue;
      tried.add(url);
      onProgress?.({ phase: 'clone', done: mirrors.length, item: withoutCredentials(url) });
      try {
        mirrors.push({ address: url, path: await mirror(git, environment, url, { what: 'the source' }) });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        failures.push(notEvaluated({ cluster, file, line, reason: error.message }));
      }
    }
    if (mirrors.length === before) break;
    rendering = await renderWith(mirrors);
  }
  return { rendering, notEvaluated: failures };
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
        .filter(({ status }) => status.state === 'unknown')
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
