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
  let text = '';
  for (const piece of pieces(value, depth, 0)) {
    text += piece;
    if (text.length < pieceSize) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}

/** In characters: less would be written by many calls, more would take fresh memory each time. */
const pieceSize = 1 << 16;

/** Items that are put together at a time. */
const group = 32;

/** @param level how many arrays and objects the value is in */
function* pieces(value: unknown, depth: number, level: number): Iterable<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    yield inside([value], level);
    return;
  }
  const line = `\n${'  '.repeat(level + 1)}`;
  const isArray = Array.isArray(value);
  yield isArray ? '[' : '{';
  let separator = line;
  if (isArray && depth === 1) {
    for (let start = 0; start < value.length; start += group) {
      yield separator + inside(value.slice(start, start + group), level + 1);
      separator = `,${line}`;
    }
  } else {
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined && !isArray) continue;
      yield separator + (isArray ? '' : `${JSON.stringify(key)}: `);
      separator = `,${line}`;
      yield* pieces(item, depth - 1, level + 1);
    }
  }
  // Of nothing but what is undefined nothing is written.
  if (separator !== line) yield `\n${'  '.repeat(level)}`;
  yield isArray ? ']' : '}';
}

/** Items as they stand in so many arrays and objects, one after the other. */
function inside(items: readonly unknown[], level: number): string {
  // Nobody knows the indentation better than who makes it.
  if (level === 0) return JSON.stringify(items[0], null, 2);
  let nested: readonly unknown[] = items;
  for (let around = 1; around < level; around++) nested = [nested];
  // On each line that opens an array, and on each that closes one, stand a bracket and a line break beside the margin.
  const opening = level * (level + 3);
  const closing = level * (level + 1);
  return JSON.stringify(nested, null, 2).slice(opening, -closing);
}
