import type { Landscape } from '../core/workspace/landscape';
import { readLandscape } from '../core/workspace/read-landscape';
import { scopeOf } from '../core/workspace/scope';
import type { Context } from './command';

/**
 * The repositories that a command is about, read: those of the workspace, or the only one.
 *
 * @throws UsageError when nothing can be read, or a cluster that was asked for is in none of them
 */
export async function landscapeOf({
  environment,
  engine,
  read,
  workspace,
  facts,
}: Context): Promise<Landscape> {
  const scope = await scopeOf(environment, { read, workspace });
  const landscape = await readLandscape(environment, engine, facts, scope);
  landscape.expectClusters(read.clusters ?? []);
  return landscape;
}
