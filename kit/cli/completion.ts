import { catalogue } from '../../policies/catalogue';
import { packIds } from '../../policies/packs/pack-by-id';
import { standards } from '../../policies/standards';
import { readApplications } from '../core/applications/declared-application';
import { FleetReader } from '../core/fleet-reader';
import { overRepositories } from '../core/workspace/over-repositories';
import type { Context, OptionSpec } from './command';
import { type CommandEntry, commands } from './commands';
import { globalOptions } from './global-options';
import { scopeFor } from './scope';

/** Where names come from that the repository knows; nothing is rendered for them. */
type Names = 'application' | 'cluster' | 'policy' | 'stage' | 'standard' | 'pack' | 'format';

const formats = ['table', 'wide', 'json', 'yaml', 'csv', 'sarif', 'junit', 'html'];

/** What an option takes, by its long name. */
const optionNames: Readonly<Record<string, Names>> = {
  '--application': 'application',
  '--cluster': 'cluster',
  '--output': 'format',
  '--policies': 'pack',
  '--standard': 'standard',
};

/** What a command's operand is, by the command's name. */
const operandNames: Readonly<Record<string, Names>> = {
  'describe application': 'application',
  'describe cluster': 'cluster',
  'describe stage': 'stage',
};

/**
 * What the last of some words may become: commands, options, their values, and names that the repository knows.
 *
 * @param words after `fleetkeep`; the last is the one that is being typed, and may be empty
 */
export async function complete(words: readonly string[], context: Context): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, options, path, option, operands } = await read(before);
  const matching = (all: readonly string[]): readonly string[] =>
    [...new Set(all)].filter((word) => word.startsWith(current)).sort();
  if (option !== undefined) {
    if (option.choices !== undefined) return matching(option.choices);
    const names = optionNames[longName(option)];
    return names === undefined ? [] : matching(await namesOf(names, context));
  }
  if (current.startsWith('-')) return matching(options.map(longName).concat('--help'));
  if (command !== undefined) {
    const names = operandNames[command.name];
    return names === undefined || operands > 0 ? [] : matching(await namesOf(names, context));
  }
  // A group or nothing so far: the next word of every command that begins so.
  return matching(
    listed.flatMap(({ name, aliases = [] }) => {
      const parts = name.split(' ');
      if (path.some((word, index) => word !== parts[index])) return [];
      const next = parts[path.length];
      const isLast = parts.length === path.length + 1;
      return next === undefined ? [] : [next, ...(isLast && path.length > 0 ? aliases : [])];
    }),
  );
}

const listed = commands.filter(({ hidden }) => hidden !== true);

interface Read {
  readonly command?: CommandEntry;
  /** What may be said here. */
  readonly options: readonly OptionSpec[];
  /** The words of a command that is not complete. */
  readonly path: readonly string[];
  /** An option that waits for its value. */
  readonly option?: OptionSpec;
  /** Words after the command. */
  readonly operands: number;
}

async function read(words: readonly string[]): Promise<Read> {
  let path: readonly string[] = [];
  let command: CommandEntry | undefined;
  let options = globalOptions;
  let option: OptionSpec | undefined;
  let operands = 0;
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (word.startsWith('-')) {
      const spec = options.find(({ flags }) => flags.split(/[ ,]+/).includes(word));
      option = spec?.flags.includes('<') === true ? spec : undefined;
    } else if (command !== undefined && !hasLonger(path, word)) operands++;
    else {
      path = [...path, word];
      const named = listed.find((one) => isNamed(one, path));
      if (named !== undefined) {
        command = named;
        options = [...(await named.load()).options, ...globalOptions];
      }
    }
  }
  return { command, options, path, option, operands };
}

function hasLonger(path: readonly string[], word: string): boolean {
  return listed.some((one) => isNamed(one, [...path, word]));
}

function isNamed({ name, aliases = [] }: CommandEntry, path: readonly string[]): boolean {
  const parts = name.split(' ');
  const last = path.at(-1) ?? '';
  return (
    parts.length === path.length &&
    parts.slice(0, -1).every((part, index) => part === path[index]) &&
    (parts.at(-1) === last || (parts.length > 1 && aliases.includes(last)))
  );
}

/** `--output` of `-o, --output <format>`. */
function longName({ flags }: OptionSpec): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

async function namesOf(kind: Names, context: Context): Promise<readonly string[]> {
  switch (kind) {
    case 'format':
      return formats;
    case 'standard':
      return standards.map(({ id }) => id);
    case 'pack':
      return packIds;
    case 'policy':
      return catalogue.map(({ id }) => id);
    case 'application':
      return (await applicationsIn(context)).map(({ name }) => name);
    case 'stage':
      return (await applicationsIn(context)).flatMap(({ name, stages }) =>
        stages.map((stage) => `${name}/${stage.name}`),
      );
    case 'cluster': {
      const { environment, engine } = context;
      const { parts } = await overRepositories(await scopeFor(context), async (options) =>
        (await new FleetReader(environment, engine, options).find()).found.clusters.map(({ name }) => name),
      );
      return parts.flatMap(({ result }) => result);
    }
  }
}

async function applicationsIn(context: Context) {
  const { environment, engine } = context;
  const { parts } = await overRepositories(await scopeFor(context), async (options) => {
    const { snapshot } = await new FleetReader(environment, engine, options).find();
    return (await readApplications(snapshot.files)).applications;
  });
  return parts.flatMap(({ result }) => result);
}
