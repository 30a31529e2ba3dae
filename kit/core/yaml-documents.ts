import { isMapping } from '../../documents/yaml-documents';

export {
  isMapping,
  type Mapping,
  parseYamlDocuments,
  type YamlDocument,
  YamlError,
} from '../../documents/yaml-documents';

/** A field of a field of a mapping; undefined where one of them is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((parent, key) => (isMapping(parent) ? parent[key] : undefined), value);
}

/** Like `at`, for text: undefined for what is empty or something else. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
