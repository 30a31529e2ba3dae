import { createHash } from 'node:crypto';

const known = new WeakMap<object, string>();

/**
 * SHA-256 of an object's JSON, in hexadecimal. Computed once for each object: policies are large and asked for once for
 * every cluster.
 *
 * @param object is not changed afterwards
 */
export function contentDigest(object: object): string {
  const before = known.get(object);
  if (before !== undefined) return before;
  const digest = createHash('sha256').update(JSON.stringify(object)).digest('hex');
  known.set(object, digest);
  return digest;
}
