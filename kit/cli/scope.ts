import { type Scope, scopeOf } from '../core/workspace/scope';
import type { Context } from './command';

/**
 * The repositories that a command is about.
 *
 * @param gate whether the command's verdict lets a change in: then a workspace file that the change itself may have brought
 *   is not followed unless it is named
 */
export async function scopeFor(context: Context, gate = false): Promise<Scope> {
  const { environment, read, workspace } = context;
  const scope = await scopeOf(environment, { read, workspace, followOwn: !gate });
  if (scope.ignored !== undefined)
    context.warn(
      `${scope.ignored} lies in the repository that is judged and is not followed: say --workspace ${scope.ignored} to judge all of its repositories, or --repository . to leave it out\n`,
    );
  return scope;
}
