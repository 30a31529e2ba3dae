import { UsageError } from '../../core/errors';
import { type NotEvaluated, notEvaluated } from '../../core/not-evaluated';
import { indexWorkspace, type IndexedRepository } from '../../core/workspace/index-workspace';
import { readLandscape } from '../../core/workspace/read-landscape';
import { scopeOf, workspaceFileName, workspaceOf } from '../../core/workspace/scope';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { arrange } from '../output/arrange';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import type { Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';

/** `fleetkeep index` */
export const indexCommand: CommandSpec = {
  description:
    'Fetches every repository of the workspace file, several at a time, into mirrors in the cache folder, and reads what changed, so that other commands answer at once. Other commands fetch nothing but what was never fetched. Two runs at once are safe. A repository that is down or wants credentials is named, the rest goes on, and the command ends with 3.',
  options: [],
  examples: [
    { does: 'before the day begins', line: 'fleetkeep index' },
    {
      does: 'with a token that the workspace file names',
      line: 'fleetkeep index --workspace fleetkeep.yaml',
    },
  ],
  async run(context) {
    const { environment, engine, terminal, read, format, facts } = context;
    const workspace = await workspaceOf(environment, read, context.workspace);
    if (workspace === undefined)
      throw new UsageError(
        `there is no ${workspaceFileName} here or above: write one with 'repositories:', or say --workspace FILE`,
      );
    const indexed = await indexWorkspace(environment, workspace, read.onProgress);
    const hidden = indexed.flatMap(problemOf);
    // Those that cannot be fetched now are told once.
    if (indexed.some(({ commit }) => commit !== null)) {
      const there = workspace.repositories.filter(
        ({ name }) => indexed.find((one) => one.name === name)?.commit !== null,
      );
      const scope = await scopeOf(environment, { read, workspace: { ...workspace, repositories: there } });
      const { notEvaluated } = await readLandscape(environment, engine, facts, scope);
      for (const one of notEvaluated) hidden.push(one);
    }
    const rows = arrange(indexed, context.sortBy);
    const printers = {
      table: () => table(rows, columns(terminal, false), terminal),
      wide: () => table(rows, columns(terminal, true), terminal),
      json: () => json(rows),
      yaml: () => yaml(rows),
      csv: () =>
        csv(
          rows,
          fields.map((title) => ({ title, value: (row) => row[title] })),
        ),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(hidden, terminal, format));
    return exitCodeOf({ notEvaluated: hidden.length });
  },
};

function problemOf({ name, problem }: IndexedRepository): readonly NotEvaluated[] {
  return problem === null ? [] : [notEvaluated({ repository: name, reason: problem })];
}

const fields = ['name', 'address', 'state', 'commit', 'date', 'shallow', 'problem'] as const;

function columns({ colors }: Terminal, wide: boolean): readonly Column<IndexedRepository>[] {
  const paint: Readonly<Record<IndexedRepository['state'], (text: string) => string>> = {
    cloned: colors.green,
    updated: colors.green,
    unchanged: colors.dim,
    local: colors.dim,
    unreachable: colors.red,
  };
  return [
    { title: 'REPOSITORY', value: ({ name }) => name },
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'COMMIT', value: ({ commit }) => commit?.slice(0, wide ? 40 : 12) },
    { title: 'DATE', value: ({ date }) => date?.slice(0, wide ? 25 : 10) },
    { title: 'ADDRESS', value: ({ address }) => address, shrinks: true },
  ];
}
