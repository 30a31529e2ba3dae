import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import type { FactsCache } from '../facts/facts-cache';
import type { RepositoryFacts } from '../facts/read-facts';
import type { ReadOptions } from '../fleet-reader';
import { type Answer, Answers } from './answers';
import { sameNames } from './cluster-names';
import { Landscape, type RepositoryReading } from './landscape';
import { openScoped } from './opened-repository';
import { overRepositories } from './over-repositories';
import type { Scope, ScopedRepository } from './scope';

/** Repositories that are read at a time; the engine divides its own work. */
const atOnce = 4;

/**
 * Reads every repository of a run, those that were read in the same state before from what was kept of it.
 *
 * @throws UsageError when nothing can be read
 */
export async function readLandscape(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  scope: Scope,
): Promise<Landscape> {
  const answers = new Answers(environment, cache);
  const { parts, notEvaluated: absent } = await overRepositories(
    scope,
    (_, one) => readOne(environment, engine, answers, one),
    atOnce,
  );
  const read = parts.map(({ result }) => result);
  const hidden = [
    ...absent,
    ...read.flatMap(({ name, facts }) =>
      facts.notEvaluated.map((one) => (name === null ? one : { ...one, repository: name })),
    ),
    ...sameNames(
      read.map(({ name, facts }) => ({ name, clusters: facts.clusters.map(({ cluster }) => cluster) })),
    ),
  ];
  return new Landscape(read, hidden, scope.workspace?.stages);
}

async function readOne(
  environment: Environment,
  engine: EngineClient,
  answers: Answers,
  one: ScopedRepository,
): Promise<RepositoryReading> {
  const opened = await openScoped(environment, one);
  // All of it is kept: the stages of one cluster are compared with those of others.
  const options: ReadOptions = { ...opened.read, clusters: [], selector: undefined, mayBeEmpty: true };
  const make = async (read: ReadOptions): Promise<Answer<RepositoryFacts>> => {
    // Who is answered from what is kept does not load what renders.
    const { readFacts } = await import('../facts/read-facts.ts');
    const { facts, lasting } = await readFacts(environment, engine, read);
    return { value: facts, sources: sourcesOf(facts), lasting };
  };
  const facts = await answers.about(opened, ['facts'], () => make(options));
  // One that is read alone and says nothing at all is a mistake: whoever reads it strictly says which.
  if (opened.name === null && facts.clusters.length === 0 && facts.applications.length === 0)
    await make({ ...options, mayBeEmpty: false });
  const { name, label, directory, head, addresses, state } = opened;
  return {
    name,
    label,
    addresses: [...addresses, ...syncedFrom(facts)],
    directory,
    head,
    options,
    facts,
    state,
  };
}

function sourcesOf({ clusters }: RepositoryFacts): readonly string[] {
  return [...new Set(clusters.flatMap(({ units }) => units.flatMap(({ source }) => source ?? [])))];
}

/** What clusters sync themselves from is this repository, wherever it was cloned to. */
function syncedFrom({ clusters }: RepositoryFacts): readonly string[] {
  return clusters.flatMap(({ units }) =>
    units.flatMap(({ id, appliedBy, source }) =>
      source !== null && (appliedBy === null || appliedBy === id) ? [source] : [],
    ),
  );
}
