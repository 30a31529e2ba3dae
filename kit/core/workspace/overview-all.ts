import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import type { FactsCache } from '../facts/facts-cache';
import type { Overview } from '../overview';
import { Answers } from './answers';
import { arePacks } from './are-packs';
import { mergeNotEvaluated, mergingOf, of } from './merge-parts';
import { openScoped } from './opened-repository';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';
import { sumSummaries } from './sum-summaries';

/** The clusters of all repositories of a run, and what they were counted from. */
export type OverviewOfAll = Omit<Overview, 'found'>;

/**
 * Reads, renders and judges every repository of a run and says for each cluster what is in it; from what was kept of those
 * that are as they were.
 *
 * @throws UsageError when nothing can be read
 */
export async function overviewAll(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  scope: Scope,
  policies: readonly string[],
): Promise<OverviewOfAll> {
  const answers = new Answers(environment, cache);
  const parts = await overRepositories(scope, async (read, one): Promise<Overview> => {
    const make = async () => {
      // Who is answered from what is kept does not load what judges.
      const { overview } = await import('../overview.ts');
      return overview(environment, engine, { ...read, policies });
    };
    const { selector, clusters, mayBeEmpty = false } = read;
    // A selector is code, and cannot be told from another.
    if (selector !== undefined || !(await arePacks(policies))) return (await make()).value;
    const words = ['overview', clusters, mayBeEmpty, policies];
    return answers.about(await openScoped(environment, one), words, make);
  });
  const merging = mergingOf(parts, ({ result }) => result.found);
  const clusters = parts.parts.flatMap(({ name, result }) =>
    result.clusters.map((one) => ({ ...one, name: merging.shown(name, one.name), ...of(name) })),
  );
  const notEvaluated = mergeNotEvaluated(parts, merging, ({ report }) => report.notEvaluated);
  const summary = sumSummaries(parts.parts.map(({ result }) => result.report.summary));
  return {
    clusters: [...clusters].sort((a, b) => (a.name < b.name ? -1 : 1)),
    hubs: parts.parts.flatMap(({ result }) => result.hubs),
    report: { notEvaluated, summary: { ...summary, notEvaluated: notEvaluated.length } },
  };
}
