import type { Enforcement, Finding } from '../../core/check/finding';
import type { Severity } from '../../core/check/severity';
import { groupBy } from '../../core/group-by';
import { csv } from './csv';
import { type Column, table } from './table';
import { printable, type Terminal } from './terminal';
import { indented } from './wrap';

export interface FindingsOptions {
  /** Whether there was a base to compare with. */
  readonly states: boolean;
}

interface Row extends Omit<Finding, 'cluster'> {
  readonly clusters: readonly string[];
}

/** For people: under each resource what violates what, the same in several clusters once. */
export function findingsList(
  findings: readonly Finding[],
  terminal: Terminal,
  { states }: FindingsOptions,
): string {
  const { bold, cyan, dim } = terminal.colors;
  const places = groupBy(byPlace(findings), (row) => JSON.stringify([row.file, row.line, row.resource]));
  return [...places.values()]
    .map((rows) => {
      const [first] = rows;
      if (first === undefined) return '';
      const place = printable(`${first.file}:${first.line}`);
      const head = `${bold(place)}  ${cyan(printable(resourceName(first)))}\n`;
      const items = rows.map((row) => {
        const words = [
          paintSeverity(terminal, row.severity),
          paintEnforcement(terminal, row.enforcement),
          ...(states || row.acceptance !== undefined ? [stateOf(row)] : []),
          printable(row.policy),
          dim(printable(row.clusters.join(', '))),
        ];
        const message = indented(printable(row.message), 4, terminal.columns);
        return `  ${words.join('  ')}\n${message}${setByLine(row, terminal)}`;
      });
      return `${head}${items.join('')}\n`;
    })
    .join('');
}

/** A line for each violation, with everything; the same in several clusters is one line. */
export function findingsTable(
  findings: readonly Finding[],
  terminal: Terminal,
  { states }: FindingsOptions,
): string {
  if (findings.length === 0) return '';
  const columns: readonly (Column<Row> | undefined)[] = [
    {
      title: 'SEVERITY',
      value: (row) => row.severity,
      paint: (_, row) => paintSeverity(terminal, row.severity),
    },
    {
      title: 'ACTION',
      value: (row) => row.enforcement,
      paint: (_, row) => paintEnforcement(terminal, row.enforcement),
    },
    states || findings.some(({ acceptance }) => acceptance !== undefined)
      ? { title: 'STATE', value: stateOf, shrinks: true }
      : undefined,
    { title: 'CLUSTER', value: (row) => row.clusters.join(', '), shrinks: true },
    { title: 'RESOURCE', value: resourceName, shrinks: true },
    { title: 'FILE', value: ({ file, line }) => `${file}:${line}`, whole: true },
    { title: 'KUSTOMIZATION', value: (row) => row.kustomization, shrinks: true },
    { title: 'POLICY', value: (row) => `${row.policy}/${row.constraint}`, shrinks: true },
    { title: 'CONTROLS', value: controls, shrinks: true },
    { title: 'MESSAGE', value: (row) => row.message, shrinks: true },
  ];
  const shown = columns.filter((column) => column !== undefined);
  return `${table(byPlace(findings), shown, terminal)}\n`;
}

/** `accepted until 2026-12-31 (ra-1)`. */
function stateOf({ state, acceptance }: Pick<Finding, 'state' | 'acceptance'>): string {
  if (acceptance === undefined) return state;
  const { name, expiresAt, hardExpiresAt } = acceptance;
  if (expiresAt === null || hardExpiresAt === null) return `${state} without end (${name})`;
  const day = (moment: string): string => moment.slice(0, 10);
  if (state === 'accepted' || state === 'pending') return `${state} until ${day(expiresAt)} (${name})`;
  return `${state}, acceptance ${name} ended ${day(expiresAt)}, admission denies from ${day(hardExpiresAt)}`;
}

function paintSeverity({ colors }: Terminal, severity: Severity): string {
  return { critical: colors.red, high: colors.red, medium: colors.yellow, low: colors.dim }[severity](
    severity,
  );
}

function paintEnforcement({ colors }: Terminal, enforcement: Enforcement): string {
  return { deny: colors.red, warn: colors.yellow, dryrun: colors.dim }[enforcement](enforcement);
}

/** A line for each finding. */
export function findingsCsv(findings: readonly Finding[]): string {
  const plain = ['fingerprint', 'severity', 'enforcement', 'state', 'cluster', 'kustomization'] as const;
  const last = ['policy', 'constraint', 'file', 'line', 'message'] as const;
  const resource = ['apiVersion', 'kind', 'namespace', 'name'] as const;
  return csv(findings, [
    ...plain.map((title) => ({ title, value: (row: Finding) => row[title] })),
    ...resource.map((title) => ({ title, value: (row: Finding) => row.resource[title] })),
    ...last.map((title) => ({ title, value: (row: Finding) => row[title] })),
    { title: 'controls', value: controls },
  ]);
}

/** `shop/Deployment/storefront`, as people say it. */
export function resourceName({ resource: { kind, namespace, name } }: Pick<Finding, 'resource'>): string {
  return namespace === '' ? `${kind}/${name}` : `${namespace}/${kind}/${name}`;
}

function controls(finding: Pick<Finding, 'controls'>): string {
  return finding.controls.map(({ standard, version, id }) => `${standard} ${version} ${id}`).join('; ');
}

function byPlace(findings: readonly Finding[]): readonly Row[] {
  const groups = groupBy(findings, (finding) => JSON.stringify({ ...finding, cluster: '', fingerprint: '' }));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, clusters: group.map(({ cluster }) => cluster) }];
  });
}

/** `set by apps/patch.yaml:5 (patch)`; of a text with variables, values or inputs also where those are set. */
function setByLine({ setBy }: Pick<Finding, 'setBy'>, terminal: Terminal): string {
  if (setBy === undefined) return '';
  const variables = (setBy.variables ?? []).flatMap(({ name, file, line }) =>
    file === undefined ? [] : [`${setBy.by === 'substitution' ? `\${${name}}` : name} from ${file}:${line}`],
  );
  const how = [setBy.by, ...variables].join(', ');
  return indented(printable(`set by ${setBy.file}:${setBy.line} (${how})`), 4, terminal.columns);
}
