import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../../core/errors';
import {
  type ChangedStacks,
  changedStacks,
  parseStackList,
  stackListFile,
  type StackList,
} from '../../core/project/stack-list';
import { Git, GitError } from '../../core/repository/git';
import { type CommandSpec, type Context, textOf } from '../command';
import { ExitCode } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';
import { table } from '../output/table';

/** `fleetkeep stacks` */
export const stacksCommand: CommandSpec = {
  description:
    "Lists the stacks of .fleetkeep/stacks.json by the job of the workflows that applies them. With --base only those whose Terraform differs from that revision's; a revision that Git does not know, as GitHub gives for a new branch, counts every stack. The stacks github and protection are applied by an operator: they are in no list of 'all'.",
  options: [
    { flags: '--base <revision>', description: 'only what differs from this revision' },
    { flags: '--compact', description: 'JSON on one line, for a job output' },
  ],
  examples: [
    { does: 'every stack', line: 'fleetkeep stacks' },
    { does: 'what a pull request changes', line: 'fleetkeep stacks --base origin/main -o json' },
  ],
  async run(context, options) {
    const root = context.environment.workingDirectory;
    const head = parseStackList(readOwn(root), stackListFile);
    const changed = changedStacks(head, await readBase(context, textOf(options.base)));
    const compact = options.compact === true;
    const printers = {
      table: () => table(rows(changed), columns, context.terminal),
      json: () => (compact ? `${JSON.stringify(changed)}\n` : json(changed)),
    };
    context.print(print(printers, context.format));
    return ExitCode.Clean;
  },
};

function readOwn(root: string): string {
  try {
    return readFileSync(join(root, stackListFile), 'utf8');
  } catch {
    throw new UsageError(`${join(root, stackListFile)} is not there: run 'npm run synth' in the project`);
  }
}

async function readBase({ environment }: Context, base: string | undefined): Promise<StackList | undefined> {
  if (base === undefined) return undefined;
  if (base.startsWith('-')) throw new UsageError(`--base '${base}' is no revision`);
  const git = new Git(environment);
  const options = { directory: environment.workingDirectory };
  try {
    return parseStackList(
      await git.run(['show', `${base}:./${stackListFile}`], options),
      `${base}:${stackListFile}`,
    );
  } catch (error) {
    // Not knowing what there was means that all of it may have changed.
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

interface Row {
  readonly stack: string;
  readonly group: string;
}

function rows(changed: ChangedStacks): readonly Row[] {
  return Object.entries(changed).flatMap(([group, stacks]) =>
    group === 'all' ? [] : stacks.map((stack) => ({ stack, group })),
  );
}

const columns = [
  { title: 'STACK', value: ({ stack }: Row) => stack },
  { title: 'APPLIED BY', value: ({ group }: Row) => group },
];
