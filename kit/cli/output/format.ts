import { UsageError } from '../../core/errors';

/** What `-o` may say; not every command has all of them. */
export const formats = ['table', 'wide', 'json', 'yaml', 'csv', 'sarif', 'junit'] as const;

export type Format = (typeof formats)[number];

/** A text, or a long one in pieces. */
export type Output = string | Iterable<string>;

/** What a value looks like in each format that a command has. */
export type Printers = Partial<Readonly<Record<Format, () => Output>>>;

/**
 * Prints in the format that was asked for, `table` by default.
 *
 * @throws UsageError when the command has no such format
 */
export function print(printers: Printers, format: string): Output {
  return printerOf(printers, format)();
}

/**
 * What prints in the format that was asked for.
 *
 * @throws UsageError when the command has no such format
 */
export function printerOf<Printer>(printers: Partial<Record<Format, Printer>>, format: string): Printer {
  const printer = Object.hasOwn(printers, format) ? printers[format as Format] : undefined;
  if (printer !== undefined) return printer;
  throw new UsageError(
    `-o '${format}' is not one of the formats of this command: ${Object.keys(printers).join(', ')}`,
  );
}
