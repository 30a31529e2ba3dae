import type { BenchStack } from './bench-stack';
import { isJsonObject, listOf, objectAt, type JsonObject } from './json';

function resourcesBelow(module: JsonObject): JsonObject[] {
  const here = listOf(module.resources).filter(isJsonObject);
  return [...here, ...listOf(module.child_modules).filter(isJsonObject).flatMap(resourcesBelow)];
}

/**
 * Applied resources of one type that have one id: made-up ids follow the names, so two such resources are one thing in
 * the cloud, held by two addresses. Nothing but this sees it: each state for itself is sound.
 *
 * @returns `TYPE ID: ADDRESS in STACK, ADDRESS in STACK`
 */
export async function duplicateIds(stacks: readonly BenchStack[]): Promise<string[]> {
  const holders = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const resource of resourcesBelow(objectAt(await stack.state(), 'values', 'root_module'))) {
      if (resource.mode !== 'managed') continue;
      const key = `${String(resource.type)} ${String(objectAt(resource, 'values').id)}`;
      holders.set(key, [...(holders.get(key) ?? []), `${String(resource.address)} in ${stack.name}`]);
    }
  }
  return [...holders]
    .filter(([, found]) => found.length > 1)
    .map(([key, found]) => `${key}: ${found.join(', ')}`);
}
