import { stringify } from 'yaml';

/**
 * One YAML document, ending with a line break. Strings that YAML 1.1 would take for something else (`yes`, `on`,
 * `1_000`) are quoted, because that is what Kubernetes reads.
 */
export function yaml(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
