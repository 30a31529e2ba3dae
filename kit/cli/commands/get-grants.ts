import type { Grant } from '../../core/grants/grants';
import { grantsAll } from '../../core/workspace/grants-all';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { arrange } from '../output/arrange';
import { csv, type CsvColumn } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep get grants` */
export const getGrantsCommand: CommandSpec = {
  description:
    'Lists the access grants of a repository with their state: pending, active or ended. Ends with 3 when a grant could not be understood.',
  options: [],
  examples: [
    { does: 'the grants of the repository stood in', line: 'fleetkeep get grants' },
    { does: 'of one cluster, for an auditor', line: 'fleetkeep get grants --cluster prod-weu -o csv' },
  ],
  async run(context) {
    const { environment, engine, terminal, format } = context;
    const { grants: all, notEvaluated } = await grantsAll(environment, engine, await scopeFor(context));
    const grants = arrange(all, context.sortBy);
    const printers = {
      table: () => table(grants, columns, terminal),
      wide: () => table(grants, [...columns, ...more], terminal),
      json: () => json(grants),
      yaml: () => yaml(grants),
      csv: () => csv(grants, fields),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};

const columns: readonly Column<Grant>[] = [
  { title: 'GRANT', value: ({ name }) => name },
  { title: 'CLUSTER', value: ({ cluster }) => cluster },
  { title: 'NAMESPACE', value: ({ namespace }) => namespace },
  { title: 'ROLE', value: ({ role }) => role },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'STARTS', value: ({ startsAt }) => startsAt },
  { title: 'ENDS', value: ({ endsAt }) => endsAt },
  { title: 'TICKET', value: ({ ticket }) => ticket },
];

const more: readonly Column<Grant>[] = [
  { title: 'GROUP', value: ({ group }) => group },
  { title: 'REASON', value: ({ reason }) => reason, shrinks: true },
  { title: 'FILE', value: ({ file, line }) => `${file}:${line}`, whole: true },
];

const fields: readonly CsvColumn<Grant>[] = (
  [
    'name',
    'cluster',
    'namespace',
    'group',
    'role',
    'startsAt',
    'endsAt',
    'state',
    'reason',
    'ticket',
    'file',
    'line',
  ] as const
).map((title) => ({ title, value: (grant) => grant[title] }));
