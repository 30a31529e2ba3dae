import type { Expectation } from './hardened-default';

/**
 * What is wrong with a resource by an expectation: the value that was found, as text.
 *
 * @returns undefined when the expectation is met
 */
export function unmet(resource: unknown, expectation: Expectation): string | undefined {
  const found = valuesAt(resource, expectation.path.split('.')).filter(
    (value) => value !== undefined && value !== null,
  );
  const shown = found.length === 0 ? 'nothing' : found.map((value) => JSON.stringify(value)).join(', ');
  if ('isAbsent' in expectation) return found.length === 0 ? undefined : shown;
  // With `*` in its path an expectation is met by one of the list.
  const meets = (value: unknown): boolean => {
    if ('is' in expectation) return value === expectation.is;
    if ('oneOf' in expectation) return expectation.oneOf.some((known) => known === value);
    if ('atLeast' in expectation) return typeof value === 'number' && value >= expectation.atLeast;
    return value !== '' && value !== false;
  };
  return found.some(meets) ? undefined : shown;
}

/** In words: `true`, `one of 'a', 'b'`, `at least 90`. */
export function wanted(expectation: Expectation): string {
  if ('is' in expectation) return JSON.stringify(expectation.is);
  if ('oneOf' in expectation) return expectation.oneOf.map((value) => `"${value}"`).join(' or ');
  if ('atLeast' in expectation) return `at least ${expectation.atLeast}`;
  return 'isSet' in expectation ? 'set' : 'absent';
}

/** A block is an object as cdktf writes it, and a list of one as an escape hatch may: Terraform takes both. */
function valuesAt(value: unknown, [key, ...rest]: readonly string[]): readonly unknown[] {
  if (key === undefined) return [value];
  if (Array.isArray(value)) {
    if (key === '*') return value.flatMap((one) => valuesAt(one, rest));
    if (/^\d+$/.test(key)) return valuesAt(value[Number(key)], rest);
    return value.length === 1 ? valuesAt(value[0], [key, ...rest]) : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (key === '*') return valuesAt([value], [key, ...rest]);
  return valuesAt((value as Record<string, unknown>)[key], rest);
}
