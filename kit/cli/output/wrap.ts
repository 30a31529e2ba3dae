import { printable } from './terminal';

/**
 * Breaks a text into lines of at most a width: between words, and inside of a word only when it is longer than a line, there
 * after what separates its parts where it can be, so that nothing is lost.
 *
 * @param width in characters; undefined for one line
 */
export function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined || text.length <= width) return [text];
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer = line === undefined ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
      continue;
    }
    if (line !== undefined) lines.push(line);
    const parts = chunks(word, width);
    for (const part of parts.slice(0, -1)) lines.push(part);
    line = parts.at(-1);
  }
  return [...lines, line ?? ''];
}

/** Of paths, references of images, versions and lists. */
const separators = '/:@-_,=';

/** What a text is broken between, when it must be: words, and their parts up to what separates them. */
export function partsOf(text: string): readonly string[] {
  const parts = [''];
  for (const character of text) {
    parts.push(`${parts.pop() ?? ''}${character}`);
    if (character === ' ' || separators.includes(character)) parts.push('');
  }
  return parts;
}

function chunks(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  while (rest.length > width) {
    let end = width;
    while (end > 0 && !separators.includes(rest[end - 1] ?? '')) end--;
    // Less than half a line would make more lines than it makes sense.
    if (end <= width / 2) end = width;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** A paragraph of a text of the repository, each line indented, painted and ended, fitted to the terminal's width. */
export function indented(
  text: string,
  indent: number,
  columns?: number,
  paint: (line: string) => string = (line) => line,
): string {
  const width = columns === undefined ? undefined : Math.max(columns - indent, 20);
  const margin = ' '.repeat(indent);
  return wrap(columns === undefined ? text : printable(text), width)
    .map((line) => `${margin}${paint(line)}\n`)
    .join('');
}
