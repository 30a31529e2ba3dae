import { createHash } from 'node:crypto';

/**
 * The digest of an accepted value: SHA-256 of its JSON with sorted keys, as `json.marshal` of Rego writes it (Go's
 * encoding/json, which also escapes what HTML would read).
 *
 * @returns `sha256:` and 64 hexadecimal digits
 */
export function valueDigest(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}

function canonicalJson(value: unknown): string {
  const sorted = (_: string, item: unknown): unknown =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item;
  return JSON.stringify(value, sorted).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
