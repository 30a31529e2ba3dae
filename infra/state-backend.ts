import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the stack `state` keeps its own state, from cdktf.json's `context.stateBackend`. The file itself is read, not
 * what the CLI passes on: `cdktf synth` and `node infra/main.ts` write the same bytes.
 *
 * @throws Error when it is neither `local` nor `azurerm`
 */
export function readStateBackend(directory: string): 'local' | 'azurerm' {
  const file = join(directory, 'cdktf.json');
  if (!existsSync(file)) return 'local';
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context?: Record<string, unknown> };
  const backend = context?.['stateBackend'] ?? 'local';
  if (backend === 'local' || backend === 'azurerm') return backend;
  throw new Error(
    `cdktf.json: context.stateBackend is ${JSON.stringify(backend)}; write 'local' until the state storage exists, then 'azurerm'`,
  );
}
