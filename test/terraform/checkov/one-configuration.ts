import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isJsonObject, type JsonObject, objectAt } from '../support/json';

/**
 * The resources of several stacks as one configuration, as a scanner reads them: what one stack says of another's
 * resource by its literal id is the reference that it stands for, or the scanner sees no connection. Provider and
 * backend blocks are left out: checkov's reader of JSON does not take lists of blocks.
 */
export function oneConfiguration(folders: ReadonlyMap<string, string>): JsonObject {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const [stack, folder] of folders) {
    const prefix = `${stack.replaceAll('-', '_')}__`;
    const content = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
    const resources = objectAt({ content: JSON.parse(content) as unknown }, 'content').resource;
    if (!isJsonObject(resources)) continue;
    const names = Object.entries(resources).flatMap(([type, all]) =>
      Object.keys(all as object).map((name) => `${type}.${name}`),
    );
    const known = new Set(names);
    const renamed = JSON.parse(
      JSON.stringify(resources).replaceAll(
        /\b((?:azurerm|github)_\w+)\.(\w+)/g,
        (address, type: string, name: string) => (known.has(address) ? `${type}.${prefix}${name}` : address),
      ),
    ) as Record<string, Record<string, unknown>>;
    for (const [type, all] of Object.entries(renamed)) {
      const group = (merged[type] ??= {});
      for (const [name, resource] of Object.entries(all)) group[`${prefix}${name}`] = resource;
    }
  }
  return { resource: connected(merged) };
}

function connected(resources: Record<string, Record<string, unknown>>): JsonObject {
  let text = JSON.stringify(resources);
  for (const [type, provider] of [
    ['azurerm_storage_account', 'storageAccounts'],
    ['azurerm_key_vault', 'vaults'],
  ] as const) {
    for (const [key, resource] of Object.entries(resources[type] ?? {})) {
      const { name } = resource as { name: string };
      const id = new RegExp(`"/subscriptions/[^"]*/${provider}/${name}"`, 'g');
      text = text.replaceAll(id, JSON.stringify(`\${${type}.${key}.id}`));
    }
  }
  const [repository] = Object.entries(resources['github_repository'] ?? {});
  if (repository !== undefined) {
    const name = `"repository":${JSON.stringify((repository[1] as { name: string }).name)}`;
    text = text.replaceAll(name, `"repository":"\${github_repository.${repository[0]}.name}"`);
  }
  return JSON.parse(text) as JsonObject;
}
