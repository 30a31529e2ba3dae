import type { ClusterOverview, Overview } from '../../core/overview';
import { notEvaluatedList } from './not-evaluated';
import { summaryLine } from './summary';
import { type Column, table } from './table';
import type { Terminal } from './terminal';

/** The overview for people: the clusters, what was not judged, the sums. `npm start` ends with it. */
export function printOverview({ clusters, report }: Overview, terminal: Terminal): string {
  return (
    `${clustersTable(clusters, terminal, false)}\n` +
    notEvaluatedList(report.notEvaluated, terminal) +
    summaryLine(report.summary, terminal)
  );
}

/** A line for each cluster. */
export function clustersTable(
  clusters: readonly ClusterOverview[],
  terminal: Terminal,
  wide: boolean,
): string {
  const { red, yellow, dim } = terminal.colors;
  const counted = (paint: (text: string) => string) => (text: string) =>
    text.trim() === '0' ? text : paint(text);
  const columns: readonly (Column<ClusterOverview> | undefined)[] = [
    { title: 'CLUSTER', value: ({ name }) => name },
    { title: 'STAGE', value: ({ stage }) => stage },
    wide ? { title: 'ENTRY', value: ({ entry }) => entry } : undefined,
    wide ? { title: 'DELIVERY', value: ({ delivery }) => delivery } : undefined,
    wide ? { title: 'VERSION', value: ({ kubernetesVersion }) => kubernetesVersion } : undefined,
    { title: 'LOCATION', value: ({ location }) => location },
    { title: 'KUSTOMIZATIONS', value: kustomizations },
    number('RESOURCES', ({ resources }) => resources),
    number('IMAGES', ({ images }) => images),
    { ...number('DENY', ({ violations }) => violations.deny), paint: counted(red) },
    { ...number('WARN', ({ violations }) => violations.warn), paint: counted(yellow) },
    { ...number('DRYRUN', ({ violations }) => violations.dryrun), paint: counted(dim) },
    { ...number('NOT EVALUATED', ({ notEvaluated }) => notEvaluated), paint: counted(yellow) },
  ];
  return table(
    clusters,
    columns.filter((column) => column !== undefined),
    terminal,
  );
}

function number(title: string, value: (cluster: ClusterOverview) => number): Column<ClusterOverview> {
  return { title, value, alignRight: true };
}

function kustomizations({ kustomizations: { rendered, failed, unknown } }: ClusterOverview): string {
  const parts = [`${rendered} rendered`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (unknown > 0) parts.push(`${unknown} unknown`);
  return parts.join(', ');
}
