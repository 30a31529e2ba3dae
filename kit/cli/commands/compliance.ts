import { standards } from '../../../policies/standards';
import { type ComplianceDifference, compareClusters, compareRevisions } from '../../core/compliance/compare';
import {
  type ClusterCompliance,
  type ControlState,
  controlStates,
  type PolicyModes,
} from '../../core/compliance/compliance';
import {
  type ComplianceOptions,
  type ComplianceReport,
  judgeCompliance,
  readCompliance,
} from '../../core/compliance/read-compliance';
import { UsageError } from '../../core/errors';
import type { CheckOfAll } from '../../core/workspace/merge-checks';
import { type CommandSpec, type Context, listOf, textOf } from '../command';
import { type ExitCode, exitCodeOf } from '../exit-code';
import { arrange } from '../output/arrange';
import { complianceHtml } from '../output/compliance-html';
import { csv, type CsvColumn } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedList, notEvaluatedBeside } from '../output/not-evaluated';
import { sarif } from '../output/sarif';
import { type Column, fitsTerminal, table } from '../output/table';
import type { Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep compliance` */
export const complianceCommand: CommandSpec = {
  description: `Judges every cluster, under its own policies or those of --policies, and says for each standard how many of its controls are covered, passed, failed, accepted, missing or not coverable, and which policies deny, warn, count (dryrun) or are missing in which cluster. What could not be evaluated is never passed. With --compare: what differs between two clusters, or between two revisions. Ends with 1 when a control fails or something differs, 3 when something could not be evaluated. Standards: ${standards.map(({ id }) => id).join(', ')}; and those that templates of the repository name.`,
  options: [
    {
      flags: '--standard <standard>',
      description: 'only this standard; repeatable (default: all)',
      repeatable: true,
    },
    {
      flags: '--policies <pack|folder>',
      description: "judge by these instead of the clusters' own policies; repeatable",
      repeatable: true,
    },
    { flags: '--compare <a,b>', description: 'what differs between two clusters, or two revisions' },
  ],
  examples: [
    { does: 'every cluster, every standard', line: 'fleetkeep compliance' },
    { does: 'every control of one', line: 'fleetkeep compliance --standard cis-aks -o wide' },
    {
      does: 'where clusters that have no policies stand',
      line: 'fleetkeep compliance --standard cis-aks --policies cis-aks',
    },
    { does: 'for an auditor', line: 'fleetkeep compliance --revision main -o html > compliance.html' },
    { does: 'what production lacks', line: 'fleetkeep compliance --compare staging-weu,prod-weu' },
    { does: 'what a year has brought', line: 'fleetkeep compliance --compare v2025,main' },
  ],
  async run(context, options) {
    const wanted = { standards: listOf(options.standard), policies: listOf(options.policies) };
    const pair = textOf(options.compare);
    return pair === undefined ? report(context, wanted) : compare(context, wanted, pair);
  },
};

async function report(context: Context, wanted: ComplianceOptions): Promise<ExitCode> {
  const { environment, engine, terminal, format, version, facts } = context;
  const scope = await scopeFor(context);
  // The violations themselves are not kept.
  const judged = format === 'sarif' ? await judgeCompliance(environment, engine, scope, wanted) : undefined;
  const compliance = judged?.compliance ?? (await readCompliance(environment, engine, facts, scope, wanted));
  const { notEvaluated } = compliance;
  const clusters = arrange(compliance.clusters, context.sortBy);
  const covering = new Set(
    clusters.flatMap(({ controls }) =>
      controls.flatMap(({ policies }) => policies.map(({ policy }) => policy)),
    ),
  );
  const printers = {
    table: () => summaryTable(clusters, terminal) + notEvaluatedList(notEvaluated, terminal, false),
    wide: () =>
      `${controlsTable(clusters, terminal)}\n${policiesTable(compliance.policies, terminal)}${notEvaluatedList(notEvaluated, terminal, true)}`,
    json: () => json(compliance),
    yaml: () => yaml(compliance),
    csv: () => csv(clusters.flatMap(rowsOf), fields),
    sarif: () => (judged === undefined ? '' : sarifOf(judged.judged, covering, version)),
    html: () => complianceHtml(compliance, version),
  };
  context.print(print(printers, format));
  if (format === 'csv') context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
  const failed = clusters.reduce((sum, { summary }) => sum + summary.failed, 0);
  return exitCodeOf({ notEvaluated: notEvaluated.length, findings: failed });
}

/** The violations of policies that see to controls. */
function sarifOf(
  { report: all, metadata }: CheckOfAll,
  covering: ReadonlySet<string>,
  version: string,
): string {
  const findings = all.findings.filter(({ policy }) => covering.has(policy));
  return json(sarif({ ...all, findings }, metadata, version));
}

async function compare(context: Context, wanted: ComplianceOptions, pair: string): Promise<ExitCode> {
  const { environment, engine, terminal, format, facts } = context;
  const [a = '', b = '', ...more] = pair.split(',').map((side) => side.trim());
  if (a === '' || b === '' || more.length > 0)
    throw new UsageError(`--compare '${pair}' is not A,B: name two clusters, or two revisions`);
  const scope = await scopeFor(context);
  const now = await readCompliance(environment, engine, facts, scope, wanted);
  const names = new Set(now.clusters.map(({ cluster }) => cluster));
  const at = async (revision: string): Promise<ComplianceReport> => {
    const repositories = scope.repositories.map((one) => ({
      ...one,
      read: { ...one.read, revision, staged: false, mayBeEmpty: true },
    }));
    return readCompliance(environment, engine, facts, { ...scope, repositories }, wanted);
  };
  const isPair = names.has(a) && names.has(b);
  if (!isPair && (names.has(a) || names.has(b)))
    throw new UsageError(
      `--compare '${pair}': '${names.has(a) ? b : a}' is no cluster: there are ${[...names].join(', ')}`,
    );
  const sides = isPair ? [now] : [await at(a), await at(b)];
  const [first, second = first] = sides;
  if (first === undefined || second === undefined) throw new Error('nothing was judged');
  const differences = isPair ? compareClusters(first, a, b) : compareRevisions(first, second);
  const notEvaluated = sides.flatMap((side) => side.notEvaluated);
  const rows = arrange(differences, context.sortBy);
  const printers = {
    table: () => (rows.length === 0 ? 'no difference\n' : table(rows, differenceColumns(a, b), terminal)),
    wide: () => (rows.length === 0 ? 'no difference\n' : table(rows, differenceColumns(a, b), terminal)),
    json: () => json(rows),
    yaml: () => yaml(rows),
    csv: () =>
      csv(
        rows,
        differenceFields.map((title) => ({ title, value: (row) => row[title] })),
      ),
  };
  context.print(print(printers, format));
  context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
  return exitCodeOf({ notEvaluated: notEvaluated.length, findings: differences.length });
}

function paintState({ colors }: Terminal, state: ControlState): (text: string) => string {
  const paints: Readonly<Record<ControlState, (text: string) => string>> = {
    passed: colors.green,
    accepted: colors.yellow,
    partly: colors.yellow,
    failed: colors.red,
    missing: colors.red,
    'not-evaluated': colors.yellow,
    uncovered: colors.dim,
    'not-coverable': colors.dim,
  };
  return paints[state];
}

function summaryTable(rows: readonly ClusterCompliance[], terminal: Terminal): string {
  // What is nowhere takes no room, but for what everybody looks for.
  const shown = controlStates.filter(
    (state) => alwaysShown.has(state) || rows.some(({ summary }) => summary[state] > 0),
  );
  const named: readonly Column<ClusterCompliance>[] = [
    { title: 'CLUSTER', value: ({ cluster }) => cluster, shrinks: true },
    { title: 'STANDARD', value: ({ standard }) => standard, shrinks: true },
    { title: 'CONTROLS', value: ({ controls }) => controls.length, alignRight: true },
    { title: 'COVERED', value: ({ covered }) => covered, alignRight: true },
  ];
  const counted = shown.map((state): Column<ClusterCompliance> => ({
    title: words(state).toUpperCase(),
    value: ({ summary }) => summary[state],
    alignRight: true,
    paint: (text, { summary }) => (summary[state] === 0 ? text : paintState(terminal, state)(text)),
  }));
  const told: Column<ClusterCompliance> = {
    title: 'STATES',
    value: ({ summary }) =>
      controlStates
        .flatMap((state) => (summary[state] > 0 ? `${summary[state]} ${words(state)}` : []))
        .join(', '),
    shrinks: true,
    paint: (text, { summary }) => {
      const worst = worstFirst.find((state) => summary[state] > 0);
      return worst === undefined ? text : paintState(terminal, worst)(text);
    },
  };
  const columns = [...named, ...counted];
  return `${table(rows, fitsTerminal(rows, columns, terminal) ? columns : [...named, told], terminal)}\n`;
}

const alwaysShown: ReadonlySet<ControlState> = new Set(['passed', 'failed', 'not-evaluated']);

const worstFirst: readonly ControlState[] = [
  'failed',
  'missing',
  'not-evaluated',
  'partly',
  'accepted',
  'passed',
];

function words(state: ControlState): string {
  return state.replace('-', ' ');
}

type ControlRow = ReturnType<typeof rowsOf>[number];

function rowsOf({ cluster, stage, standard, version, controls }: ClusterCompliance) {
  return controls.map((control) => ({ cluster, stage, standard, version, ...control }));
}

function policiesText({ policies, notCoverable }: ControlRow): string {
  return notCoverable ?? policies.map(({ policy, mode }) => `${policy} (${mode})`).join(', ');
}

function controlsTable(clusters: readonly ClusterCompliance[], terminal: Terminal): string {
  return table(
    clusters.flatMap(rowsOf),
    [
      { title: 'CLUSTER', value: ({ cluster }) => cluster, shrinks: true },
      { title: 'STANDARD', value: ({ standard }) => standard },
      { title: 'CONTROL', value: ({ id }) => id, shrinks: true },
      {
        title: 'STATE',
        value: ({ state }) => state,
        paint: (text, { state }) => paintState(terminal, state)(text),
      },
      { title: 'FINDINGS', value: ({ findings }) => findings, alignRight: true },
      { title: 'ACCEPTED', value: ({ accepted }) => accepted, alignRight: true },
      { title: 'TITLE', value: ({ title }) => title, shrinks: true },
      { title: 'POLICIES, OR WHY NONE', value: policiesText, shrinks: true },
    ],
    terminal,
  );
}

function policiesTable(policies: readonly PolicyModes[], terminal: Terminal): string {
  const names = [...new Set(policies.flatMap(({ clusters }) => Object.keys(clusters)))];
  return table(
    policies,
    [
      { title: 'POLICY', value: ({ policy }) => policy },
      ...names.map((name): Column<PolicyModes> => ({
        title: name.toUpperCase(),
        value: ({ clusters }) => clusters[name],
      })),
    ],
    terminal,
  );
}

const fields: readonly CsvColumn<ControlRow>[] = [
  ...(
    ['cluster', 'stage', 'standard', 'version', 'id', 'title', 'state', 'findings', 'accepted'] as const
  ).map((title) => ({ title, value: (row: ControlRow) => row[title] })),
  {
    title: 'policies',
    value: ({ policies }) => policies.map(({ policy, mode }) => `${policy}=${mode}`).join(' '),
  },
  { title: 'notCoverable', value: ({ notCoverable }) => notCoverable },
  { title: 'open', value: ({ open }) => open },
];

const differenceFields = ['kind', 'cluster', 'standard', 'id', 'title', 'a', 'b'] as const;

function differenceColumns(a: string, b: string): readonly Column<ComplianceDifference>[] {
  return [
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'CLUSTER', value: ({ cluster }) => cluster },
    { title: 'STANDARD', value: ({ standard }) => standard },
    { title: 'CONTROL OR POLICY', value: ({ id }) => id, shrinks: true },
    { title: a.toUpperCase(), value: (row) => row.a },
    { title: b.toUpperCase(), value: (row) => row.b },
    { title: 'TITLE', value: ({ title }) => title, shrinks: true },
  ];
}
