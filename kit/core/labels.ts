import { isMapping } from './yaml-documents';

/** Labels as far as they are text. */
export function labelsOf(labels: unknown): Readonly<Record<string, string>> {
  if (!isMapping(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}
