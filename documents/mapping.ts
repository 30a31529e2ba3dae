/** What lies in mappings, without the library that parses them: it is slow to load. */

/** A mapping as it comes out of YAML or JSON. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A field of a field of a mapping; undefined where one of them is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((parent, key) => (isMapping(parent) ? parent[key] : undefined), value);
}

/** Like `at`, for text: undefined for what is empty or something else. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Like `at`, for lists: empty for something else. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}

/** Like `at`, for mappings: empty for something else. */
export function mappingAt(value: unknown, ...path: readonly string[]): Mapping {
  const found = at(value, ...path);
  return isMapping(found) ? found : {};
}

/** Whether a value is an object and not an array. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
