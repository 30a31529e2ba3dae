import { printable, type Terminal } from './terminal';
import { wrap } from './wrap';

/** What is known of one thing, a line for each fact as `kubectl describe` writes them; what is not known is left out. */
export function paragraph(
  rows: readonly (readonly [string, string | null | undefined])[],
  { colors, columns }: Terminal,
): string {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const indent = Math.max(...shown.map(([title]) => title.length), 0) + 3;
  return shown
    .map(([title, value]) => {
      const width = columns === undefined ? undefined : Math.max(columns - indent, 20);
      const lines = wrap(printable(value ?? ''), width);
      const margin = ' '.repeat(indent);
      return `${colors.bold((title === '' ? '' : `${title}:`).padEnd(indent))}${lines.join(`\n${margin}`)}\n`;
    })
    .join('');
}
