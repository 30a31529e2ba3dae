import { Command, CommanderError, Option } from 'commander';

import { UsageError } from '../core/errors';
import { engineOrigin } from '../engine-client/binary';
import { EngineClient } from '../engine-client/client';
import { EngineRequestError, EngineUnavailableError } from '../engine-client/errors';
import type { Environment } from '../environment';
import { FactsCache } from '../core/facts/facts-cache';
import { type CommandSpec, type Context, type OptionSpec, type OptionValues, textOf } from './command';
import { type CommandEntry, commands } from './commands';
import { ExitCode } from './exit-code';
import { globalOptions, readOptions } from './global-options';
import { printable, type Terminal } from './output/terminal';
import { ProgressLine } from './progress';

export interface ProgramOptions {
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** Our own version. */
  readonly version: string;
  /** An engine that goes on after this command. @default one of its own, ended with the command */
  readonly engine?: EngineClient;
}

/**
 * Runs a command line.
 *
 * @param args without node and the script
 * @returns what the process is to end with; never rejects
 */
export async function run(args: readonly string[], options: ProgramOptions): Promise<ExitCode> {
  const { environment, terminal, version } = options;
  let own: EngineClient | undefined;
  // Known before commander has read all of the line; a value that looks so costs time and nothing else.
  const cache = !args.includes('--no-cache');
  const engineOf = (): EngineClient => options.engine ?? (own ??= new EngineClient(environment, { cache }));
  const progress = new ProgressLine(terminal);
  let exitCode: ExitCode = ExitCode.Clean;
  const begin = ({ startsEngine = false }: CommandEntry): void => {
    // To build it first takes minutes, which nobody wants to wait for to be told of a wrong option.
    const isBuilt = (): boolean => engineOrigin(environment).kind === 'file';
    if (startsEngine && !args.some((word) => helpFlags.has(word)) && isBuilt()) engineOf().begin();
  };
  const program = build(options, begin, async (spec, values, all, operand) => {
    const context: Context = {
      environment,
      engine: engineOf(),
      terminal,
      version,
      read: { ...readOptions(all, environment), onProgress: progress.update },
      workspace: textOf(all.workspace),
      facts: new FactsCache(environment, all.cache !== false),
      sortBy: textOf(all.sortBy),
      format: typeof all.output === 'string' ? all.output : 'table',
      print: (output) => {
        progress.clear();
        if (all.pager !== false && typeof output === 'string' && terminal.pager?.(output) === true) return;
        for (const text of typeof output === 'string' ? [output] : output) terminal.stdout.write(text);
      },
      tell: (text) => (progress.clear(), terminal.stdout.write(text)),
      warn: (text) => (progress.clear(), terminal.stderr.write(text)),
    };
    exitCode = await spec.run(context, values, operand);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    progress.clear();
    return explain(error, terminal);
  } finally {
    await own?.leave();
  }
}

type Action = (spec: CommandSpec, own: OptionValues, all: OptionValues, operand?: string) => Promise<void>;

const helpFlags: ReadonlySet<string> = new Set(['-h', '--help']);

function build(
  { terminal, version }: ProgramOptions,
  begin: (entry: CommandEntry) => void,
  action: Action,
): Command {
  const program = new Command('fleetkeep')
    .description(
      'What every cluster of a GitOps fleet would get, and what its policies say about it: from Git alone.',
    )
    .version(version, '-V, --version')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
    });
  for (const option of globalOptions) program.addOption(toOption(option));
  const entries = new Map<Command, CommandEntry>();
  // Before commander reads on in a command it is told the rest of it.
  const complete = async (_: Command, command: Command): Promise<void> => {
    const entry = entries.get(command);
    if (entry === undefined) return;
    begin(entry);
    describe(command, await entry.load(), action);
  };
  program.hook('preSubcommand', complete);
  for (const entry of commands) {
    const [parent, name] = words(program, entry, complete);
    const command = parent
      .command(name, { hidden: entry.hidden === true })
      .summary(entry.summary)
      .aliases([...(entry.aliases ?? [])])
      .helpCommand(false)
      .hook('preSubcommand', complete);
    entries.set(command, entry);
  }
  // Commander's own would show what is not loaded yet.
  program
    .helpCommand(false)
    .command('help [command...]')
    .summary('show the help of a command')
    .action(async (asked: readonly string[]) => {
      await program.parseAsync([...asked, '--help'], { from: 'user' });
    });
  return program;
}

function describe(command: Command, spec: CommandSpec, action: Action): void {
  command.description(spec.description).addHelpText('after', examples(spec));
  for (const option of spec.options) command.addOption(toOption(option));
  if (spec.operand !== undefined) command.argument(spec.operand.name, spec.operand.description);
  command.action(() => action(spec, command.opts(), command.optsWithGlobals(), command.args[0]));
}

/** What the commands of two words have in common, by their first; none where that is a command itself. */
const groups: Readonly<Record<string, string>> = {
  accept: 'write, renew and revoke risk acceptances',
  access: 'access for a limited time',
  describe: 'all that is known of one thing',
  get: 'list things',
  images: 'what runs, against what there is and what is known of it',
  policy: 'write and test policies of your own',
  suggest: 'what a change could look like',
};

type Hook = (parent: Command, command: Command) => Promise<void>;

/** The command that an entry hangs under, and its own word. */
function words(program: Command, { name }: CommandEntry, hook: Hook): readonly [Command, string] {
  const [first = name, second] = name.split(' ');
  if (second === undefined) return [program, first];
  const known = program.commands.find((command) => command.name() === first);
  const does = groups[first] ?? first;
  const group =
    known ??
    program.command(first).description(does).summary(does).helpCommand(false).hook('preSubcommand', hook);
  return [group, second];
}

function toOption({ flags, description, repeatable, choices }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) option.choices([...choices]);
  if (repeatable) option.argParser((value: string, values: readonly string[] = []) => [...values, value]);
  return option;
}

function examples({ examples: all }: CommandSpec): string {
  return `\nExamples:\n${all.map(({ does, line }) => `  # ${does}\n  ${line}`).join('\n\n')}\n`;
}

/** Says what went wrong and what the process is to end with. */
function explain(error: unknown, { stderr, colors }: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    // It has said what it had to say itself.
    return error.exitCode === 0 ? ExitCode.Clean : ExitCode.Usage;
  }
  const say = (text: string): void => {
    stderr.write(`${colors.red('error:')} ${text.split('\n').map(printable).join('\n')}\n`);
  };
  if (error instanceof UsageError) {
    say(error.message);
    return ExitCode.Usage;
  }
  if (error instanceof EngineUnavailableError || error instanceof EngineRequestError) {
    say(`nothing could be evaluated: ${error.message}`);
    return ExitCode.NotEvaluated;
  }
  say(`nothing could be evaluated, and this should not have happened: ${stackOf(error)}`);
  return ExitCode.NotEvaluated;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
