import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { type KnownPolicies, readPolicies } from '../policies/list-policies';
import { mergeNotEvaluated, mergeRows, mergingOf } from './merge-parts';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';

/**
 * The policies of every repository of a run.
 *
 * @throws UsageError when nothing that was named can be read
 */
export async function policiesAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
): Promise<KnownPolicies> {
  const parts = await overRepositories(scope, (read) => readPolicies(environment, engine, read));
  const [first, ...others] = parts.parts;
  if (first !== undefined && others.length === 0 && first.name === null) return first.result;
  const merging = mergingOf(parts, ({ result }) => result.clusters ?? []);
  const all = parts.parts.map(({ result }) => result);
  return {
    kinds: [...new Set(all.flatMap(({ kinds }) => kinds))],
    metadataOf: (kind) =>
      (all.find(({ kinds }) => kinds.includes(kind)) ?? all[0] ?? never()).metadataOf(kind),
    constraints: mergeRows(parts, merging, ({ constraints }) => constraints),
    clusters: parts.parts.flatMap(({ name, result }) =>
      (result.clusters ?? []).map((one) => ({ ...one, name: merging.shown(name, one.name) })),
    ),
    notEvaluated: mergeNotEvaluated(parts, merging, ({ notEvaluated }) => notEvaluated),
  };
}

function never(): KnownPolicies {
  throw new Error('no repository was read');
}
