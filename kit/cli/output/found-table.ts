import { type Column, table } from './table';
import type { Terminal } from './terminal';

/** One thing that was looked at: what was found, and what to do about it. */
export interface Found<State extends string> {
  readonly state: State;
  readonly found: string;
  readonly fix: string;
}

/**
 * What was looked at as a table: its name, state, what was found and the fix.
 *
 * @param title above the names
 * @param name of a row
 * @param paints by state
 */
export function foundTable<State extends string, Row extends Found<State>>(
  title: string,
  name: (row: Row) => string,
  rows: readonly Row[],
  paints: Readonly<Record<State, (text: string) => string>>,
  terminal: Terminal,
): string {
  const columns: readonly Column<Row>[] = [
    { title, value: name },
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paints[state](text) },
    { title: 'FOUND', value: ({ found }) => found, shrinks: true },
    { title: 'FIX', value: ({ fix }) => fix, shrinks: true },
  ];
  return table(rows, columns, terminal);
}
