import type { ClusterOverview, Overview } from '../../core/overview';
import type { HubCost, MonthlyCost } from '../../core/declarations/monthly-cost';
import { notEvaluatedList } from './not-evaluated';
import { summaryLine } from './summary';
import { type Column, table } from './table';
import type { Terminal } from './terminal';

/** The overview for people: the clusters, what was not judged, the sums. `npm start` ends with it. */
export function printOverview(
  { clusters, report }: Pick<Overview, 'clusters' | 'report'>,
  terminal: Terminal,
): string {
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
    clusters.some(({ repository }) => repository !== undefined)
      ? { title: 'REPOSITORY', value: ({ repository }) => repository, shrinks: true }
      : undefined,
    { title: 'STAGE', value: ({ stage }) => stage },
    wide ? { title: 'ENTRY', value: ({ entry }) => entry } : undefined,
    wide ? { title: 'DELIVERY', value: ({ delivery }) => delivery } : undefined,
    wide ? { title: 'VERSION', value: ({ kubernetesVersion }) => kubernetesVersion } : undefined,
    { title: 'LOCATION', value: ({ location }) => location },
    wide
      ? { title: 'COST/MONTH', value: ({ monthlyCost }) => costText(monthlyCost), alignRight: true }
      : undefined,
    { title: 'KUSTOMIZATIONS', value: kustomizations },
    number('RESOURCES', ({ resources }) => resources),
    number('IMAGES', ({ images }) => images),
    { ...number('DENY', ({ violations }) => violations.deny), paint: counted(red) },
    { ...number('WARN', ({ violations }) => violations.warn), paint: counted(yellow) },
    { ...number('DRYRUN', ({ violations }) => violations.dryrun), paint: counted(dim) },
    number('ACCEPTED', ({ accepted }) => accepted),
    { ...number('NOT EVALUATED', ({ notEvaluated }) => notEvaluated), paint: counted(yellow) },
  ];
  return table(
    clusters,
    columns.filter((column) => column !== undefined),
    terminal,
  );
}

/** `1,234-2,345 USD`; what has no price is named. */
export function costText(cost: MonthlyCost | null): string | null {
  if (cost === null) return null;
  if ('unpriced' in cost) return `unknown: no price of ${cost.unpriced.join(', ')}`;
  const amount = (value: number): string => value.toLocaleString('en-US');
  return `${amount(cost.low)}-${amount(cost.high)} ${cost.currency}`;
}

/** Below the clusters: what each region shares, and of when the prices are. */
export function hubCosts(hubs: readonly HubCost[], terminal: Terminal): string {
  if (hubs.length === 0) return '';
  const dates = hubs.flatMap(({ cost }) => ('pricesAsOf' in cost ? cost.pricesAsOf : []));
  const columns: readonly Column<HubCost>[] = [
    { title: 'HUB', value: ({ location }) => location },
    { title: 'COST/MONTH', value: ({ cost }) => costText(cost), alignRight: true },
  ];
  const note = `list prices of ${[...new Set(dates)].join(', ')}; docs/azure/costs.md says what they hold`;
  return `${table(hubs, columns, terminal)}${terminal.colors.dim(note)}\n\n`;
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
