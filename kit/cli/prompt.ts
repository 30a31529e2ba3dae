import type { Question } from '../../project/scaffold/answers';

/** Asks one question on the terminal, again and again until the answer is in order. */
export async function ask({ message, example, fallback, choices, problem }: Question): Promise<string> {
  // Loaded only where somebody is asked.
  const { input, select } = await import('@inquirer/prompts');
  if (choices !== undefined) {
    return select({ message, choices: choices.map((value) => ({ value })), default: fallback });
  }
  const answer = await input({
    message: fallback === undefined ? `${message} (e.g. ${example})` : message,
    default: fallback,
    validate: (text) => problem(text.trim()) ?? true,
  });
  return answer.trim();
}
