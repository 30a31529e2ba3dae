import type { Finding } from '../../core/check/finding';
import { groupBy } from '../../core/group-by';
import { csv } from './csv';
import { type Column, table } from './table';
import type { Terminal } from './terminal';

export interface FindingsTableOptions {
  /** Whether to show everything. */
  readonly wide: boolean;
  /** Whether there was a base to compare with. */
  readonly states: boolean;
}

interface Row extends Omit<Finding, 'cluster'> {
  readonly clusters: readonly string[];
}

/** The same violation in several clusters is one line. */
export function findingsTable(
  findings: readonly Finding[],
  terminal: Terminal,
  { wide, states }: FindingsTableOptions,
): string {
  if (findings.length === 0) return '';
  const { red, yellow, dim } = terminal.colors;
  const severity = { critical: red, high: red, medium: yellow, low: dim };
  const enforcement = { deny: red, warn: yellow, dryrun: dim };
  const columns: readonly (Column<Row> | undefined)[] = [
    { title: 'SEVERITY', value: (row) => row.severity, paint: (text, row) => severity[row.severity](text) },
    {
      title: 'ACTION',
      value: (row) => row.enforcement,
      paint: (text, row) => enforcement[row.enforcement](text),
    },
    states ? { title: 'STATE', value: (row) => row.state } : undefined,
    { title: 'CLUSTER', value: (row) => row.clusters.join(', '), shrinks: true },
    { title: 'RESOURCE', value: resourceName, shrinks: true },
    { title: 'FILE', value: ({ file, line }) => `${file}:${line}`, shrinks: true },
    wide ? { title: 'KUSTOMIZATION', value: (row) => row.kustomization, shrinks: true } : undefined,
    wide ? { title: 'POLICY', value: (row) => `${row.policy}/${row.constraint}`, shrinks: true } : undefined,
    wide ? { title: 'CONTROLS', value: controls, shrinks: true } : undefined,
    { title: 'MESSAGE', value: (row) => row.message, shrinks: true },
  ];
  const shown = columns.filter((column) => column !== undefined);
  return `${table(byPlace(findings), shown, terminal)}\n`;
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
