/**
 * What the kit knows of the process that it runs in. `main.ts` makes it, everything else is given it:
 * no other file reads `process.env`.
 */
export interface Environment {
  /** Absolute path of the folder that the user stands in. */
  readonly workingDirectory: string;
  /** Absolute path of our own folder for what can be made again, `$XDG_CACHE_HOME/fleetkeep`. */
  readonly cacheDirectory: string;
  /** Absolute path of our own folder for what was given to us and cannot be made again, `$XDG_DATA_HOME/fleetkeep`. */
  readonly dataDirectory: string;
  /** The environment variables of the process, from which children get what they need. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Absolute path of an engine executable to use instead of the one that belongs to this version. */
  readonly engine?: string;
  /** The time, for what starts and ends by date. @default - the clock of the machine */
  readonly now?: Date;
}

/** The time by which something has ended or not. */
export function timeOf(environment: Environment): Date {
  return environment.now ?? new Date();
}

/** The variables that an upstream program needs to work at all, and nothing that could be a credential. */
const harmless = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'LANG',
  'LC_ALL',
  'XDG_CACHE_HOME',
  'GOMAXPROCS',
  'GOMEMLIMIT',
] as const;

/** The part of the environment that a child which reads hostile input may see. */
export function harmlessVariables(environment: Environment): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of harmless) {
    const value = environment.variables[name];
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}
