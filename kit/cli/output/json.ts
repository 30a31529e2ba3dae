/** JSON for people and machines, ending with a line break. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * The same, piece by piece: arrays on the first levels are not put together in memory, because a text may not be longer
 * than half a gigabyte and what many clusters get is.
 *
 * @param depth how many levels are taken apart
 */
export function* jsonPieces(value: unknown, depth = 4): Iterable<string> {
  yield* pieces(value, depth, '');
  yield '\n';
}

function* pieces(value: unknown, depth: number, margin: string): Iterable<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${margin}`);
    return;
  }
  const inner = `${margin}  `;
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  yield open;
  for (const [index, [key, item]] of entries.entries()) {
    yield `${index === 0 ? '' : ','}\n${inner}${isArray ? '' : `${JSON.stringify(key)}: `}`;
    yield* pieces(item, depth - 1, inner);
  }
  yield entries.length === 0 ? close : `\n${margin}${close}`;
}
