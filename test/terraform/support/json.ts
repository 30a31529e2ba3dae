import { readFileSync } from 'node:fs';

/** A JSON object whose content is not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; empty where there is none. */
export function objectAt(value: unknown, ...keys: readonly string[]): JsonObject {
  let found: unknown = value;
  for (const key of keys) found = isJsonObject(found) ? found[key] : undefined;
  return isJsonObject(found) ? found : {};
}

/** A list, whether it is written as one or as its only element, as Terraform's JSON syntax allows. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}
