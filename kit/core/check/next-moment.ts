/** A date, or a time as RFC 3339 and ISO 8601 write it. */
const written =
  /(?<!\d)\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?/g;

const day = 86_400_000;

/**
 * The earliest moment after another that a text names: until then whatever ends, or begins, by a moment that is written there
 * stays as it is. A date names the beginning and the end of its day, in UTC.
 *
 * @returns milliseconds since the epoch; Infinity when it names none
 */
export function nextMoment(text: string, after: number): number {
  let next = Infinity;
  for (const [moment] of text.matchAll(written)) {
    const time = Date.parse(moment.toUpperCase());
    const moments = moment.length === 10 ? [time, time + day] : [time];
    for (const one of moments) if (one > after && one < next) next = one;
  }
  return next;
}

// However it is called: `time["now_ns"]`, too.
const clock = /now_ns/g;
const comparisons = [
  /time\.now_ns\(\)\s*[<>]=?\s*time\.parse_rfc3339_ns\(/g,
  /time\.parse_rfc3339_ns\([^()]*\)\s*[<>]=?\s*time\.now_ns\(\)/g,
];

/** Whether logic in Rego asks for the time for nothing but to compare it with a moment that is written in what it is given. */
export function onlyCompares(rego: string): boolean {
  const count = (pattern: RegExp): number => rego.match(pattern)?.length ?? 0;
  return count(clock) === comparisons.reduce((sum, pattern) => sum + count(pattern), 0);
}
