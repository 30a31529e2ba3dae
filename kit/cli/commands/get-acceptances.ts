import type { AcceptanceState, ListedAcceptance } from '../../core/acceptances/list';
import { acceptancesAll } from '../../core/workspace/acceptances-all';
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
import { scopeFor } from '../scope';

/** `fleetkeep get acceptances` */
export const getAcceptancesCommand: CommandSpec = {
  description:
    'Lists every risk acceptance of .securitytower/ with its state: proposed (in force in no cluster), accepted, expiring (within 14 days), expired, or unused (nothing there violates the policy). Annotations by which objects exclude themselves are listed too: they never end. Approval is what Git knows: author, signature, who merged, code owners; whose reviews there were is unknown to Git. Ends with 3 when something could not be judged.',
  options: [],
  examples: [
    { does: 'the register', line: 'fleetkeep get acceptances' },
    { does: 'for an auditor', line: 'fleetkeep get acceptances -o csv > acceptances.csv' },
  ],
  async run(context) {
    const { environment, engine, terminal, format } = context;
    const { listed: all, report } = await acceptancesAll(environment, engine, await scopeFor(context));
    const listed = arrange(all, context.sortBy);
    const printers = {
      table: () => table(listed, columns(terminal, false), terminal),
      wide: () => table(listed, columns(terminal, true), terminal),
      json: () => json(listed),
      yaml: () => yaml(listed),
      csv: () => csv(listed, fields),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(report.notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: report.notEvaluated.length });
  },
};

function columns({ colors }: Terminal, wide: boolean): readonly Column<ListedAcceptance>[] {
  const paint: Readonly<Record<AcceptanceState, (text: string) => string>> = {
    proposed: colors.dim,
    accepted: colors.green,
    expiring: colors.yellow,
    expired: colors.red,
    unused: colors.yellow,
  };
  const all: readonly (Column<ListedAcceptance> | undefined)[] = [
    { title: 'NAME', value: ({ name }) => name, shrinks: true },
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'POLICY', value: ({ policy }) => policy, shrinks: true },
    { title: 'TARGET', value: targetOf, shrinks: true },
    { title: 'WHERE', value: whereOf, shrinks: true },
    { title: 'ENDS', value: endOf },
    { title: 'FINDINGS', value: ({ findings }) => findings, alignRight: true },
    { title: 'OWNER', value: ({ owner }) => owner, shrinks: true },
    wide ? { title: 'TICKET', value: ({ ticket }) => ticket } : undefined,
    wide ? { title: 'AUTHOR', value: ({ approval }) => approval?.author, shrinks: true } : undefined,
    wide ? { title: 'MERGED BY', value: ({ approval }) => approval?.mergedBy, shrinks: true } : undefined,
    wide ? { title: 'APPROVERS', value: approversOf } : undefined,
    wide ? { title: 'FILE', value: ({ file, line }) => `${file}:${line}`, whole: true } : undefined,
    wide ? { title: 'REASON', value: ({ reason }) => reason, shrinks: true } : undefined,
  ];
  return all.filter((column) => column !== undefined);
}

const fields = [
  ...(['name', 'state', 'policy', 'constraint', 'severity'] as const).map((title) => ({
    title,
    value: (row: ListedAcceptance) => row[title],
  })),
  { title: 'target', value: targetOf },
  { title: 'where', value: whereOf },
  { title: 'fields', value: (row: ListedAcceptance) => row.fields.join(' ') },
  ...(
    [
      'category',
      'owner',
      'reason',
      'ticket',
      'createdAt',
      'expiresAt',
      'hardExpiresAt',
      'daysLeft',
      'findings',
      'source',
    ] as const
  ).map((title) => ({ title, value: (row: ListedAcceptance) => row[title] })),
  { title: 'author', value: (row: ListedAcceptance) => row.approval?.author ?? null },
  { title: 'mergedBy', value: (row: ListedAcceptance) => row.approval?.mergedBy ?? null },
  { title: 'approvers', value: approversOf },
  { title: 'file', value: (row: ListedAcceptance) => row.file },
  { title: 'line', value: (row: ListedAcceptance) => row.line },
];

function targetOf({ target: { namespace, kind, name } }: ListedAcceptance): string {
  return [namespace, kind, name].filter((part) => part !== '').join('/');
}

function whereOf({ target: { clusters, stages } }: ListedAcceptance): string {
  return stages === undefined ? (clusters ?? []).join(', ') : `stage ${stages.join(', ')}`;
}

function endOf({ expiresAt, daysLeft }: ListedAcceptance): string {
  if (expiresAt === null) return 'never';
  return `${expiresAt.slice(0, 10)} (${daysLeft} d)`;
}

function approversOf({ approval }: ListedAcceptance): string {
  return approval === null ? 'unknown' : `${approval.approvers} (needs ${approval.required})`;
}
