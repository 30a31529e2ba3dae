/** The line by which a reader learns where to change a page. */
export function generated(from: string): string {
  return `<!-- Generated from ${from} by scripts/generate-policy-docs.ts; do not edit. -->`;
}

/** A table; a `|` in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
