import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { overview, type Overview } from '../overview';
import { mergeChecks } from './check-all';
import { mergingOf, of } from './merge-parts';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';

/** The clusters of all repositories of a run, and what they were counted from. */
export type OverviewOfAll = Pick<Overview, 'clusters' | 'hubs' | 'report'>;

/**
 * Reads, renders and judges every repository of a run and says for each cluster what is in it.
 *
 * @throws UsageError when nothing can be read
 */
export async function overviewAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
  policies: readonly string[],
): Promise<OverviewOfAll> {
  const parts = await overRepositories(scope, (read) => overview(environment, engine, { ...read, policies }));
  const merging = mergingOf(parts, ({ result }) => result.rendering.clusters.map(({ cluster }) => cluster));
  const clusters = parts.parts.flatMap(({ name, result }) =>
    result.clusters.map((one) => ({ ...one, name: merging.shown(name, one.name), ...of(name) })),
  );
  return {
    clusters: [...clusters].sort((a, b) => (a.name < b.name ? -1 : 1)),
    hubs: parts.parts.flatMap(({ result }) => result.hubs),
    report: mergeChecks(parts).report,
  };
}
