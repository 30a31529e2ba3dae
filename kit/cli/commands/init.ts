import { relative, resolve } from 'node:path';

import { type ProjectAnswers, type Question, answersOf, questions } from '../../../project/scaffold/answers';
import { UsageError } from '../../core/errors';
import { assertEmpty, init } from '../../core/project/init';
import { type CommandSpec, type Context, type OptionValues, textOf } from '../command';
import { ExitCode } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';
import { ask } from '../prompt';

/** `fleetkeep init` */
export const initCommand: CommandSpec = {
  description:
    'Writes fleet.ts, what synthesises it, the workflows and CODEOWNERS. Asks on a terminal for what no flag says; elsewhere a flag that is missing is an error. Then: npm install && npx fleetkeep check.',
  options: [
    { flags: '--directory <path>', description: 'the folder (default: the one stood in)' },
    ...questions.map(({ flag, message, fallback, choices }) => ({
      flags: flag,
      description: fallback === undefined ? message : `${message} (default: ${fallback})`,
      choices,
    })),
    {
      flags: '--package <spec>',
      description: "what package.json asks for as fleetkeep, e.g. a tarball's path (default: this version)",
    },
    { flags: '--yes', description: 'ask nothing: take the defaults of what no flag says' },
  ],
  examples: [
    { does: 'with questions', line: 'fleetkeep init' },
    {
      does: 'without',
      line: 'fleetkeep init --yes --name acme --owner acme --plan team --tenant-id … --subscription-id …',
    },
  ],
  async run(context, options) {
    const here = context.environment.workingDirectory;
    const directory = resolve(here, textOf(options.directory) ?? '.');
    // Before anybody answers twelve questions for nothing.
    assertEmpty(directory);
    const answers = await answer(context, options);
    const files = init({ directory, answers, fleetkeep: textOf(options.package) });
    const shown = relative(here, directory) || '.';
    const lines = [
      ...files.map((path) => `written  ${path}`),
      '',
      `Next, in ${shown}:  npm install && npx fleetkeep check`,
    ];
    const printers = { table: () => `${lines.join('\n')}\n`, json: () => json({ directory, files }) };
    context.print(print(printers, context.format));
    return ExitCode.Clean;
  },
};

async function answer({ terminal }: Context, options: OptionValues): Promise<ProjectAnswers> {
  const problems: string[] = [];
  const texts = new Map<string, string>();
  const open: Question[] = [];
  for (const question of questions) {
    const given = textOf(options[optionName(question)]);
    const silent = options.yes === true || !terminal.asks;
    const text = given ?? (silent ? question.fallback : undefined);
    if (text === undefined) open.push(question);
    else {
      const problem = question.problem(text);
      if (problem !== undefined) problems.push(`${flagOf(question)} '${text}': ${problem}`);
      texts.set(question.answer, text);
    }
  }
  if (open.length > 0 && (options.yes === true || !terminal.asks)) {
    for (const question of open)
      problems.push(`${flagOf(question)} is missing: e.g. ${flagOf(question)} ${question.example}`);
  }
  if (problems.length > 0)
    throw new UsageError(`nothing was written:\n${problems.map((text) => `  - ${text}`).join('\n')}`);
  for (const question of open) texts.set(question.answer, await ask(question));
  return answersOf(Object.fromEntries(texts) as Record<keyof ProjectAnswers, string>);
}

function flagOf({ flag }: Question): string {
  return flag.split(' ')[0] ?? flag;
}

/** As commander names it: `--tenant-id` is `tenantId`. */
function optionName(question: Question): string {
  return flagOf(question)
    .slice(2)
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
