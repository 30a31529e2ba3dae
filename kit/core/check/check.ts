import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import { FleetReader, type ReadOptions } from '../fleet-reader';
import type { CheckResult } from './check-report';
import { type GivenPolicies, givenPolicies, givenPoliciesAt } from './given-policies';
import { PolicySets } from './policy-sets';

export interface CheckOptions extends ReadOptions {
  /** Revision to compare with: what is in its merge base is `existing`, the rest is `new`. @default no comparison */
  readonly base?: string;
  /** Leave out what is not new. @default false */
  readonly newOnly?: boolean;
  /** Packs and folders to judge by instead of the clusters' own policies. @default the clusters' own */
  readonly policies?: readonly string[];
  /** What is read of them, where that has begun. @default it begins now */
  readonly given?: Promise<GivenPolicies>;
  /** The moment at which acceptances have ended or not. @default now */
  readonly now?: Date;
}

/**
 * Judges everything that every cluster would get: under the policies that the cluster itself gets, or under those
 * that the options give. With a base also under the policies of the base, so that a change cannot disable its own
 * gate.
 *
 * @throws UsageError when nothing can be read
 */
export async function check(
  environment: Environment,
  engine: EngineClient,
  options: CheckOptions,
): Promise<CheckResult> {
  const { policies = [], clusters, newOnly, onProgress, now = timeOf(environment) } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const reader = new FleetReader(environment, engine, { ...options, signal, fields: true });
  const orStop = <T>(work: Promise<T>): Promise<T> => {
    // Waited for later: until then nobody has to have heard of it.
    work.catch((error: unknown) => stop.abort(error));
    return work;
  };
  const sets = new PolicySets(engine, signal);
  const policyReading = { environment, engine, signal };
  // The engine starts, and reads policies, while Git is asked.
  engine.begin();
  const readingPolicies =
    policies.length === 0 ? undefined : (options.given ?? givenPolicies(policyReading, policies));
  readingPolicies?.catch(() => undefined);
  const listing = await orStop(reader.find()).catch(async (error: unknown) => {
    await Promise.allSettled([readingPolicies]);
    throw error;
  });
  const { repository } = listing;
  // It takes longest, and needs neither the policies nor the base.
  const rendering = reader.read(listing);
  const give = async (): Promise<GivenPolicies | undefined> => {
    // This thread is kept busy only when the engine has its request, which it has when it answers a later one.
    await engine.version(signal);
    const given = await readingPolicies;
    const preparing = given && sets.prepare(given.forStage(undefined));
    await Promise.all([preparing, import('./judge-fleet.ts')]);
    return given;
  };
  const giving = orStop(give());
  const findBefore = async () => {
    if (options.base === undefined) return undefined;
    const commit = await repository.mergeBase(options.base, options.revision);
    return { commit, listing: await reader.find(commit) };
  };
  const finding = orStop(findBefore());
  // Nothing may be under way when the engine is ended.
  await Promise.allSettled([giving, rendering, finding]);
  const given = await giving;
  const found = await finding;
  const reading = await rendering;
  const before = found && {
    ...found,
    reading: await reader.readBase(found.commit, found.listing),
    given: given && ((await givenPoliciesAt(found.commit, repository, policyReading, policies)) ?? given),
  };
  const { judgeFleet } = await import('./judge-fleet.ts');
  const judging = { engine, sets, now, clusters, newOnly, onProgress, signal };
  return orStop(judgeFleet({ reading, given, before }, judging));
}
