import { at } from '../../../documents/mapping';
import { nearest } from '../../../policies/nearest';
import { UsageError } from '../../core/errors';
import { compareText } from './compare-text';

/**
 * Sorts what a command lists by a field of its JSON, as `kubectl get --sort-by` does: `name`, `.behind.days`,
 * `{.summary.failed}`. What has no value comes last; equals stay in their order.
 *
 * @param field undefined leaves the order as it is
 * @throws UsageError for a field that none of them has
 */
export function arrange<Row extends object>(rows: readonly Row[], field: string | undefined): readonly Row[] {
  if (field === undefined || rows.length === 0) return rows;
  const path = field
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/^\./, '')
    .split('.');
  const values = new Map(rows.map((row) => [row, at(row, ...path)] as const));
  if ([...values.values()].every((value) => value === undefined)) {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const hint = nearest(path[0] ?? '', names).join(' or ');
    throw new UsageError(
      `--sort-by '${field}' is no field of what is listed; did you mean ${hint}? There are ${names.join(', ')}`,
    );
  }
  return [...rows].sort((a, b) => compare(values.get(a), values.get(b)));
}

function compare(a: unknown, b: unknown): number {
  const missing = (value: unknown): boolean => value === undefined || value === null;
  if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(text(a), text(b));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
