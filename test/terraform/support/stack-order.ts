import { writerOf } from './remote-state-writer';
import { remoteStates, type SynthesisedStack } from './synthesised-stack';

/** Names of the stacks to apply before a stack: those of the manifest and those whose state it reads. */
export function stacksBefore(stack: SynthesisedStack, stacks: readonly SynthesisedStack[]): string[] {
  const read = remoteStates(stack).map((reference) => writerOf(reference, stacks)?.name);
  const names = [...stack.dependencies, ...read.filter((name) => name !== undefined)];
  return [...new Set(names)].filter((name) => name !== stack.name);
}

/**
 * Stacks in the order in which they can be applied; of those that could come next, the one declared first.
 *
 * @throws Error when stacks wait for each other, naming them
 */
export function inDependencyOrder(stacks: readonly SynthesisedStack[]): SynthesisedStack[] {
  const ordered: SynthesisedStack[] = [];
  const remaining = [...stacks];
  while (remaining.length > 0) {
    const isDone = (name: string): boolean => ordered.some((stack) => stack.name === name);
    const next = remaining.findIndex((stack) => stacksBefore(stack, stacks).every(isDone));
    if (next < 0) {
      const waiting = remaining.map(
        (stack) => `${stack.name} (after ${stacksBefore(stack, stacks).join(', ')})`,
      );
      throw new Error(
        `These stacks wait for each other or for one that does not exist: ${waiting.join('; ')}.`,
      );
    }
    ordered.push(...remaining.splice(next, 1));
  }
  return ordered;
}
