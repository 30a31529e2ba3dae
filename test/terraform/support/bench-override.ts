import { join } from 'node:path';
import { remoteStates, type SynthesisedStack } from './synthesised-stack';
import { writerOf } from './remote-state-writer';

/** Terraform merges files of this ending over the others. */
export const overrideFileName = 'fleetkeep_bench_override.tf.json';

/** Where a stack's state is kept in the bench. */
export function stateFile(states: string, stack: string): string {
  return join(states, `${stack}.tfstate`);
}

/**
 * What replaces a stack's backends: its own state, and those that it reads, lie in one folder. A state that no stack
 * writes is pointed to a file that nobody writes, so that Terraform says it.
 */
export function benchOverride(
  stack: SynthesisedStack,
  stacks: readonly SynthesisedStack[],
  states: string,
): object {
  const references = remoteStates(stack).map((reference) => {
    const writer = writerOf(reference, stacks);
    const path = stateFile(states, writer?.name ?? `written-by-no-stack-${reference.name}`);
    return [reference.name, { backend: 'local', config: { path } }] as const;
  });
  return {
    terraform: { backend: { local: { path: stateFile(states, stack.name) } } },
    ...(references.length > 0 && { data: { terraform_remote_state: Object.fromEntries(references) } }),
  };
}
