import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { check, type CheckOptions } from '../check/check';
import type { CheckOfAll } from './merge-checks';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';

/**
 * Judges every repository of a run.
 *
 * @throws UsageError when nothing can be read
 */
export async function checkAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
  options: Pick<CheckOptions, 'base' | 'newOnly' | 'policies' | 'given' | 'now'> = {},
): Promise<CheckOfAll> {
  const parts = await overRepositories(scope, (read) => check(environment, engine, { ...read, ...options }));
  const { mergeChecks } = await import('./merge-checks.ts');
  return mergeChecks(parts);
}
