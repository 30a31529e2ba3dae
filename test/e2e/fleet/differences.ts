import { isDeepStrictEqual } from 'node:util';

/** What the API server counts up by itself. */
const bookkeeping = new Set([
  '/metadata/managedFields',
  '/metadata/resourceVersion',
  '/metadata/generation',
  '/status',
]);

/** Where two objects differ, as `path: left → right`, apart from the API server's bookkeeping. */
export function differences(left: unknown, right: unknown, path = ''): readonly string[] {
  if (bookkeeping.has(path) || isDeepStrictEqual(left, right)) return [];
  if (isRecord(left) && isRecord(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => differences(left[key], right[key], `${path}/${key}`));
  }
  if (Array.isArray(left) && Array.isArray(right) && left.length === right.length) {
    return left.flatMap((item, index) => differences(item, right[index], `${path}/${index}`));
  }
  return [`${path}: ${JSON.stringify(left)} → ${JSON.stringify(right)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
