import { printable } from './terminal';

/**
 * Breaks a text into lines of at most a width: between words, and inside of a word only when it is longer than a
 * line, so that nothing is lost.
 *
 * @param width in characters; undefined for one line
 */
export function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined || text.length <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => chunks(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function chunks(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < word.length; start += width) parts.push(word.slice(start, start + width));
  return parts;
}

/** A paragraph of a text of the repository, each line indented and ended, fitted to the terminal's width. */
export function indented(text: string, indent: number, columns?: number): string {
  const width = columns === undefined ? undefined : Math.max(columns - indent, 20);
  const margin = ' '.repeat(indent);
  return wrap(columns === undefined ? text : printable(text), width)
    .map((line) => `${margin}${line}\n`)
    .join('');
}
