import { createColors } from 'picocolors';

import type { Pager } from './pager';

/** One of the two streams that a command writes to. */
export interface Sink {
  write(text: string): void;
}

/** Where a command writes, and how. */
export interface Terminal {
  /** What was asked for. */
  readonly stdout: Sink;
  /** What is said about it: progress, warnings, errors. */
  readonly stderr: Sink;
  /** Width that tables are fitted to; absent when nobody looks (a pipe or a file). */
  readonly columns?: number;
  readonly colors: Colors;
  /** Whether somebody looks at stderr: only then progress is shown. */
  readonly showsProgress: boolean;
  /** Whether somebody is there who can answer. @default false */
  readonly asks?: boolean;
  /** Shows what is longer than the terminal page by page. @default never */
  readonly pager?: Pager;
}

export type Colors = ReturnType<typeof createColors>;

/**
 * A text of the repository as it may be shown: without control characters, which could move the cursor, hide lines
 * or start a terminal's commands. Line breaks become spaces.
 */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
