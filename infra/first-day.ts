import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { StateNetwork } from './azure/state-storage';
import type { StateBackend } from './naming/state-location';

/** What changes once, in the days after the first deployment: `context` of cdktf.json. */
export interface FirstDay {
  /**
   * `azurerm` once the state storage exists; then `cdktf deploy state --migrate-state`.
   *
   * @default 'local'
   */
  readonly stateBackend?: StateBackend;
  /**
   * `private` once a hub stands and whoever deploys is in its network.
   *
   * @default 'public'
   */
  readonly stateNetwork?: StateNetwork;
}

/**
 * Reads cdktf.json itself, not what the CLI passes on: `cdktf synth` and `node infra/main.ts` write the same bytes.
 *
 * @throws Error for a value that is none, naming those that are
 */
export function readFirstDay(directory: string): FirstDay {
  const file = join(directory, 'cdktf.json');
  if (!existsSync(file)) return {};
  const { context = {} } = JSON.parse(readFileSync(file, 'utf8')) as { context?: Record<string, unknown> };
  return {
    stateBackend: oneOf(context, 'stateBackend', ['local', 'azurerm']),
    stateNetwork: oneOf(context, 'stateNetwork', ['public', 'private']),
  };
}

function oneOf<T extends string>(
  context: Record<string, unknown>,
  name: string,
  known: readonly T[],
): T | undefined {
  const value = context[name];
  const found = known.find((candidate) => candidate === value);
  if (value === undefined || found !== undefined) return found;
  throw new Error(
    `cdktf.json: context.${name} is ${JSON.stringify(value)}; write ${known.map((text) => `'${text}'`).join(' or ')}`,
  );
}
