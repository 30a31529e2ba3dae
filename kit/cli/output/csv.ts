/** A column of a CSV file. */
export interface CsvColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | boolean | null | undefined;
}

/** RFC 4180, with a header line and LF. */
export function csv<Row>(rows: readonly Row[], columns: readonly CsvColumn<Row>[]): string {
  const lines = rows.map((row) => columns.map(({ value }) => field(value(row))).join(','));
  return [columns.map(({ title }) => field(title)).join(','), ...lines, ''].join('\n');
}

/**
 * Quotes what has to be. Text that a spreadsheet would take for a formula gets an apostrophe in front: what is in the
 * repository was written by anybody (OWASP, CSV Injection).
 */
function field(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
