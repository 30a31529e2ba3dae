import type { Question } from '../../project/scaffold/answers';
import { UsageError } from '../core/errors';

/** Asks for a yes; no is what Enter says. @throws UsageError when the user stops it */
export async function confirm(message: string): Promise<boolean> {
  // Loaded only where somebody is asked.
  const prompts = await import('@inquirer/prompts');
  return answered(prompts.confirm({ message, default: false }));
}

/** Asks one question on the terminal, again and again until the answer is in order. @throws UsageError when the user stops it */
export async function ask({ message, example, fallback, choices, problem }: Question): Promise<string> {
  const { input, select } = await import('@inquirer/prompts');
  if (choices !== undefined) {
    return answered(select({ message, choices: choices.map((value) => ({ value })), default: fallback }));
  }
  const answer = await answered(
    input({
      message: fallback === undefined ? `${message} (e.g. ${example})` : message,
      default: fallback,
      validate: (text) => problem(text.trim()) ?? true,
    }),
  );
  return answer.trim();
}

/** Ctrl-C is an answer, too. */
async function answered<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if ((error as Error).name !== 'ExitPromptError') throw error;
    throw new UsageError('stopped: nothing was done after the question');
  }
}
