import type { Environment } from '../../../environment';
import { secretHider } from '../../programs/hide-secrets';
import { type ProgramOutcome, runProgram } from '../../programs/run-program';

/** A program that hangs says nothing: so long is waited for an answer. */
const timeoutSeconds = 20;

/** Asks a program something that changes nothing. */
export async function askProgram(
  environment: Environment,
  command: string,
  ...parameters: readonly string[]
): Promise<ProgramOutcome> {
  const { workingDirectory: directory, variables } = environment;
  const quiet = { ...variables, CHECKPOINT_DISABLE: '1' };
  const outcome = await runProgram(command, parameters, { directory, variables: quiet, timeoutSeconds });
  if (outcome.kind !== 'ended') return outcome;
  const hide = secretHider(variables);
  return { ...outcome, stdout: hide(outcome.stdout), said: hide(outcome.said) };
}
