import { type ProgramOutcome, runProgram } from '../programs/run-program';
import { StepStopped } from './step';

/** How the steps run programs. */
export interface Programs {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Takes secrets out of what programs say. */
  readonly hide: (text: string) => string;
  /** What a program that works for long says, a line at a time. */
  readonly onLine?: (line: string) => void;
  /** Whether somebody can be asked for a passphrase. */
  readonly asks: boolean;
}

export interface RunOptions {
  readonly directory: string;
  /** @default 'quiet' */
  readonly as?: 'quiet' | 'loud';
  /** What to do when it is not installed. */
  readonly install: string;
}

/** A program that was run to its end. */
export type Ended = Extract<ProgramOutcome, { kind: 'ended' }>;

/** @throws StepStopped when the program is not installed */
export async function runStep(
  programs: Programs,
  command: string,
  parameters: readonly string[],
  { directory, as = 'quiet', install }: RunOptions,
): Promise<Ended> {
  const { variables, hide, onLine, asks } = programs;
  const outcome = await runProgram(command, parameters, {
    directory,
    variables,
    asks,
    onLine: as === 'quiet' || onLine === undefined ? undefined : (line) => onLine(hide(line)),
  });
  if (outcome.kind !== 'ended') throw new StepStopped(`'${command}' was not found`, install);
  return { ...outcome, stdout: outcome.stdout, said: hide(outcome.said) };
}
