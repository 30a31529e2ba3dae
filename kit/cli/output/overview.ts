import type { ClusterOverview, Overview } from '../../core/overview';
import type { HubCost, MonthlyCost } from '../../core/declarations/monthly-cost';
import { notEvaluatedList } from './not-evaluated';
import { summaryLine } from './summary';
import { type Column, fitsTerminal, table } from './table';
import type { Terminal } from './terminal';

/** The overview for people: the clusters, what was not judged, the sums. `npm start` ends with it. */
export function printOverview(
  { clusters, report }: Pick<Overview, 'clusters' | 'report'>,
  terminal: Terminal,
): string {
  return (
    `${clustersTable(clusters, terminal, false)}\n` +
    notEvaluatedList(report.notEvaluated, terminal, false) +
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
  const named: readonly (Column<ClusterOverview> | undefined)[] = [
    { title: 'CLUSTER', value: ({ name }) => name },
    clusters.some(({ repository }) => repository !== undefined)
      ? { title: 'REPOSITORY', value: ({ repository }) => repository, shrinks: true }
      : undefined,
    { title: 'STAGE', value: ({ stage }) => stage },
    wide ? { title: 'ENTRY', value: ({ entry }) => entry, whole: true } : undefined,
    wide ? { title: 'DELIVERY', value: ({ delivery }) => delivery } : undefined,
    wide ? { title: 'VERSION', value: ({ kubernetesVersion }) => kubernetesVersion } : undefined,
  ];
  const location: Column<ClusterOverview> = { title: 'LOCATION', value: ({ location: region }) => region };
  const held: readonly (Column<ClusterOverview> | undefined)[] = [
    wide
      ? { title: 'COST/MONTH', value: ({ monthlyCost }) => costText(monthlyCost), alignRight: true }
      : undefined,
    { title: 'KUSTOMIZATIONS', value: kustomizations },
    number('RESOURCES', ({ resources }) => resources),
    number('IMAGES', ({ images }) => images),
  ];
  const judged: readonly Column<ClusterOverview>[] = [
    { ...number('DENY', ({ violations }) => violations.deny), paint: counted(red) },
    { ...number('WARN', ({ violations }) => violations.warn), paint: counted(yellow) },
    { ...number('DRYRUN', ({ violations }) => violations.dryrun), paint: counted(dim) },
    number('ACCEPTED', ({ accepted }) => accepted),
    { ...number('NOT EVALUATED', ({ notEvaluated }) => notEvaluated), paint: counted(yellow) },
  ];
  const told: Column<ClusterOverview> = {
    title: 'FINDINGS',
    value: findingsText,
    shrinks: true,
    paint: (text, { violations: { deny, warn }, notEvaluated }) =>
      deny > 0 ? red(text) : warn + notEvaluated > 0 ? yellow(text) : text,
  };
  const all = [...named, location, ...held, ...judged].filter((column) => column !== undefined);
  // Where they stand is what a narrow terminal does without.
  const narrow = [...named, ...held, told].filter((column) => column !== undefined);
  return table(clusters, fitsTerminal(clusters, all, terminal) ? all : narrow, terminal);
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

/** `2 deny, 1 accepted`; what there is none of is not said. */
function findingsText({ violations, accepted, notEvaluated }: ClusterOverview): string {
  const { deny, warn, dryrun } = violations;
  const counts = { deny, warn, dryrun, accepted, 'not evaluated': notEvaluated };
  const parts = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? `${count} ${what}` : []));
  return parts.length === 0 ? 'none' : parts.join(', ');
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
