import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { listAcceptances, type ListedAcceptance } from '../acceptances/list';
import type { CheckReport } from '../check/check-report';
import { mergeChecks } from './merge-checks';
import { of } from './merge-parts';
import { overRepositories } from './over-repositories';
import type { Scope } from './scope';

/**
 * Every accepted risk of every repository of a run.
 *
 * @throws UsageError when nothing can be read
 */
export async function acceptancesAll(
  environment: Environment,
  engine: EngineClient,
  scope: Scope,
): Promise<{ readonly listed: readonly ListedAcceptance[]; readonly report: CheckReport }> {
  const parts = await overRepositories(scope, (read) => listAcceptances(environment, engine, read));
  const listed = parts.parts.flatMap(({ name, result }) =>
    result.listed.map((one) => ({ ...one, ...of(name) })),
  );
  return { listed, report: mergeChecks(parts).report };
}
