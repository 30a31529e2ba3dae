import { existsSync } from 'node:fs';
import { isJsonObject, listOf, objectAt, readJson, type JsonObject } from './json';

/**
 * The resource and data source types that a configuration or its state names. The test provider serves these only:
 * sending the whole of azurerm's schema costs Terraform most of every command's time.
 */
export function usedTypes(configuration: JsonObject, stateFile: string): string[] {
  const declared = ['resource', 'data', 'ephemeral'].flatMap((kind) =>
    Object.keys(objectAt(configuration, kind)),
  );
  const stored = existsSync(stateFile)
    ? listOf(objectAt({ state: readJson(stateFile) }, 'state').resources)
    : [];
  const remembered = stored.filter(isJsonObject).map((resource) => String(resource.type));
  return [...new Set([...declared, ...remembered])].sort();
}
