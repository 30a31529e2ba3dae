import Table from 'cli-table3';

import { printable, type Terminal } from './terminal';
import { wrap } from './wrap';

/** A column of a table, as kubectl prints them. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null | undefined;
  /** @default false */
  readonly alignRight?: boolean;
  /** Whether it gives way, by wrapping, when the terminal is too narrow. @default false */
  readonly shrinks?: boolean;
  /** @default none */
  readonly paint?: (text: string, row: Row) => string;
}

/** Narrower than this no column is made; a terminal that is too narrow for that wraps lines by itself. */
const narrowest = 16;
const gap = 2;

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
  const cells = cellsOf(rows, columns);
  const widths = fit(
    wantedWidths(cells, columns),
    columns.map(({ shrinks = false }) => shrinks),
    terminal.columns,
  );
  const grid = new Table({
    chars: blank,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    colWidths: widths,
    colAligns: columns.map(({ alignRight = false }) => (alignRight ? 'right' : 'left')),
    head: columns.map(({ title }) => terminal.colors.bold(title)),
  });
  rows.forEach((row, line) => {
    grid.push(
      columns.map(({ paint }, index) => {
        const lines = wrap(cells[line]?.[index] ?? '', (widths[index] ?? 0) - gap);
        return lines.map((part) => (paint === undefined ? part : paint(part, row))).join('\n');
      }),
    );
  });
  return `${grid.toString().replace(/ +$/gm, '')}\n`;
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
  return value === null || value === undefined || value === '' ? '-' : printable(String(value));
}

/** Takes from the widest column that shrinks until all of them fit. */
function fit(
  wanted: readonly number[],
  shrinks: readonly boolean[],
  available: number | undefined,
): number[] {
  const widths = [...wanted];
  if (available === undefined) return widths;
  const sum = (): number => widths.reduce((total, width) => total + width, 0);
  while (sum() > available) {
    let widest = -1;
    widths.forEach((width, index) => {
      if (shrinks[index] && width > narrowest && width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest < 0) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
