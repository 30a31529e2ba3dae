import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { FleetReader } from '../fleet-reader';
import { type Grants, readGrants } from '../grants/grants';
import { mergeNotEvaluated, mergeRows, mergingOf } from './merge-parts';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';

/**
 * The grants of every repository of a run.
 *
 * @throws UsageError when nothing can be read
 */
export async function grantsAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
): Promise<Grants> {
  const several = scope.workspace !== undefined;
  const parts = await overRepositories(scope, async (read) => ({
    ...(await readGrants(environment, read)),
    // Names matter only among several repositories.
    clusters: several ? (await new FleetReader(environment, engine, read).find()).found.clusters : [],
  }));
  const merging = mergingOf(parts, ({ result }) => result.clusters);
  return {
    grants: mergeRows(parts, merging, ({ grants }) => grants),
    notEvaluated: mergeNotEvaluated(parts, merging, ({ notEvaluated }) => notEvaluated),
  };
}
