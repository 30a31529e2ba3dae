import Table from 'cli-table3';

import { printable, type Terminal } from './terminal';
import { partsOf, wrap } from './wrap';

/** A column of a table, as kubectl prints them. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null | undefined;
  /** @default false */
  readonly alignRight?: boolean;
  /** Whether it gives way, by wrapping, when the terminal is too narrow. @default false */
  readonly shrinks?: boolean;
  /**
   * Whether it is a path or a place, which nobody can open when it is broken: when the terminal is too narrow, it goes below
   * its row.
   *
   * @default false
   */
  readonly whole?: boolean;
  /** @default none */
  readonly paint?: (text: string, row: Row) => string;
}

/** Narrower than this no column is made; a terminal that is too narrow for that wraps lines by itself. */
const narrowest = 16;
const gap = 2;
/** What stands for no value. */
const nothing = '-';

const blank = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
);

/** A table without borders, fitted to the terminal; as wide as it is where nobody looks. Ends with a line break. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  terminal: Terminal,
): string {
  const below = columnsBelow(rows, columns, terminal);
  const beside = columns.filter((column) => !below.includes(column));
  return withBelow(grid(rows, beside, terminal), rows, below, terminal);
}

/** A table in which all columns are, as lines: those of the head, then those of each row. */
function grid<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  terminal: Terminal,
): readonly (readonly string[])[] {
  const cells = cellsOf(rows, columns);
  const widths = fit(cells, columns, terminal.columns);
  const heights = [1];
  const drawn = new Table({
    chars: blank,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    colWidths: widths,
    colAligns: columns.map(({ alignRight = false }) => (alignRight ? 'right' : 'left')),
    head: columns.map(({ title }) => terminal.colors.bold(title)),
  });
  rows.forEach((row, line) => {
    const wrapped = columns.map((_, index) => wrap(cells[line]?.[index] ?? '', (widths[index] ?? 0) - gap));
    heights.push(Math.max(...wrapped.map(({ length }) => length)));
    drawn.push(
      columns.map(({ paint }, index) =>
        (wrapped[index] ?? []).map((part) => (paint === undefined ? part : paint(part, row))).join('\n'),
      ),
    );
  });
  const lines = drawn.toString().replace(/ +$/gm, '').split('\n');
  return heights.map((height) => lines.splice(0, height));
}

/** What has no room beside the others, on lines of its own, which no width breaks. */
function withBelow<Row>(
  [head = [], ...drawn]: readonly (readonly string[])[],
  rows: readonly Row[],
  below: readonly Column<Row>[],
  { colors }: Terminal,
): string {
  const indent = Math.max(0, ...below.map(({ title }) => title.length)) + gap;
  const lines = rows.flatMap((row, index) => [
    ...(drawn[index] ?? []),
    ...below.flatMap(({ title, value, paint }) => {
      const shown = text(value(row));
      if (shown === nothing) return [];
      return `${' '.repeat(2 * gap)}${colors.dim(title.padEnd(indent))}${paint === undefined ? shown : paint(shown, row)}`;
    }),
  ]);
  return `${[...head, ...lines].join('\n')}\n`;
}

/** The whole columns that have no room even where all that shrinks is narrow: as few as can be. */
function columnsBelow<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { columns: available }: Pick<Terminal, 'columns'>,
): readonly Column<Row>[] {
  if (available === undefined) return [];
  const cells = cellsOf(rows, columns);
  const needed = wantedWidths(cells, columns).map((width, index) =>
    columns[index]?.shrinks === true
      ? Math.min(width, Math.max(narrowest, columns[index].title.length + gap))
      : width,
  );
  const below = new Set<number>();
  const sum = (): number =>
    needed.reduce((total, width, index) => total + (below.has(index) ? 0 : width), -gap);
  const widestFirst = [...needed.keys()]
    .filter((index) => columns[index]?.whole === true)
    .sort((a, b) => (needed[b] ?? 0) - (needed[a] ?? 0));
  for (const index of widestFirst) if (sum() > available) below.add(index);
  return columns.filter((_, index) => below.has(index));
}

/** Whether a table needs no more than the terminal is wide, without a column that gives way; always where nobody looks. */
export function fitsTerminal<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { columns: available }: Pick<Terminal, 'columns'>,
): boolean {
  if (available === undefined) return true;
  const widths = wantedWidths(cellsOf(rows, columns), columns);
  return widths.reduce((total, width) => total + width, -gap) <= available;
}

function cellsOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): readonly (readonly string[])[] {
  return rows.map((row) => columns.map((column) => text(column.value(row))));
}

function wantedWidths<Row>(
  cells: readonly (readonly string[])[],
  columns: readonly Column<Row>[],
): readonly number[] {
  return columns.map(
    ({ title }, index) =>
      cells.reduce((widest, line) => Math.max(widest, line[index]?.length ?? 0), title.length) + gap,
  );
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? nothing : printable(String(value));
}

/**
 * Takes from the widest column that shrinks until all of them fit: while that can be, no more than leaves words whole, then
 * no more than leaves the parts of words whole.
 */
function fit<Row>(
  cells: readonly (readonly string[])[],
  columns: readonly Column<Row>[],
  available: number | undefined,
): number[] {
  const widths = [...wantedWidths(cells, columns)];
  if (available === undefined) return widths;
  const leaving = (pieces: (cell: string) => readonly string[]): readonly number[] =>
    wantedWidths(
      cells.map((line) => line.map((cell) => longest(pieces(cell)))),
      columns,
    );
  const sum = (): number => widths.reduce((total, width) => total + width, 0);
  for (const pieces of [(cell: string) => cell.split(' '), partsOf, () => []]) {
    if (sum() <= available) break;
    const least = leaving(pieces);
    while (sum() > available) {
      let widest = -1;
      widths.forEach((width, index) => {
        const mayShrink = columns[index]?.shrinks === true && width > Math.max(narrowest, least[index] ?? 0);
        if (mayShrink && width > (widths[widest] ?? 0)) widest = index;
      });
      if (widest < 0) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  }
  return widths;
}

function longest(words: readonly string[]): string {
  return words.reduce((found, word) => (word.length > found.length ? word : found), '');
}
