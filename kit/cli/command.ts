import type { ReadOptions } from '../core/fleet-reader';
import type { FactsCache } from '../core/facts/facts-cache';
import type { EngineClient } from '../engine-client/client';
import type { Environment } from '../environment';
import type { ExitCode } from './exit-code';
import type { Output } from './output/format';
import type { Terminal } from './output/terminal';

/** What a command works with. */
export interface Context {
  readonly environment: Environment;
  readonly engine: EngineClient;
  readonly terminal: Terminal;
  /** What the global options say. */
  readonly read: ReadOptions;
  /** The value of `--workspace`. */
  readonly workspace?: string;
  /** What earlier runs have found out. */
  readonly facts: FactsCache;
  /** Our own version. */
  readonly version: string;
  /** The value of `--sort-by`. */
  readonly sortBy?: string;
  /** The value of `-o`. */
  readonly format: string;
  /** Prints what was asked for; takes the progress away first. */
  print(output: Output): void;
  /** Prints a part of it as it comes about. A question may follow, so it is never paged. */
  tell(text: string): void;
  /** Says something about it on stderr. */
  warn(text: string): void;
}

/** One option, as commander writes flags: `--base <revision>`. */
export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  /** Whether it may be said more than once; its value is a list then. @default false */
  readonly repeatable?: boolean;
  /** The values it takes. @default any */
  readonly choices?: readonly string[];
}

/** Values of a command's own options, by their camel-case names. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A command as data: the program is built from these, and from the list in `commands.ts` that says their names. */
export interface CommandSpec {
  /** More than the summary, for `--help`. */
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** A word after the command: `<name>` when it must be said, `[name]` when it may. @default none */
  readonly operand?: { readonly name: string; readonly description: string };
  /** Whole command lines with what they do. */
  readonly examples: readonly { readonly does: string; readonly line: string }[];
  run(context: Context, options: OptionValues, operand?: string): Promise<ExitCode>;
}

/** The values of a repeatable option. */
export function listOf(value: OptionValues[string]): readonly string[] {
  return typeof value === 'object' ? value : [];
}

/** The value of an option that takes one. */
export function textOf(value: OptionValues[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
