import type { ClusterOverview } from '../../core/overview';
import { overviewAll } from '../../core/workspace/overview-all';
import { type CommandSpec, listOf } from '../command';
import { exitCodeOf } from '../exit-code';
import { arrange } from '../output/arrange';
import { csv, type CsvColumn } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedList, notEvaluatedBeside } from '../output/not-evaluated';
import { clustersTable, hubCosts, printOverview } from '../output/overview';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep get clusters` */
export const getClustersCommand: CommandSpec = {
  description:
    'Finds the clusters of a repository, renders and judges them, and counts. Ends with 3 when something could not be judged.',
  options: [
    {
      flags: '--policies <pack|folder>',
      description: "judge by these instead of the clusters' own policies; repeatable",
      repeatable: true,
    },
  ],
  examples: [
    { does: 'the clusters of the repository stood in', line: 'fleetkeep get clusters' },
    { does: 'for a spreadsheet', line: 'fleetkeep get clusters -o csv > clusters.csv' },
  ],
  async run(context, options) {
    const { environment, engine, terminal, format } = context;
    const scope = await scopeFor(context);
    const read = await overviewAll(environment, engine, context.facts, scope, listOf(options.policies));
    const result = { ...read, clusters: arrange(read.clusters, context.sortBy) };
    const { clusters, report } = result;
    const printers = {
      table: () => printOverview(result, terminal),
      wide: () =>
        `${clustersTable(clusters, terminal, true)}\n${hubCosts(result.hubs, terminal)}${notEvaluatedList(report.notEvaluated, terminal, true)}`,
      json: () => json(clusters),
      yaml: () => yaml(clusters),
      csv: () => csv(clusters, columns),
    };
    context.print(print(printers, format));
    if (format !== 'table' && format !== 'wide')
      context.warn(notEvaluatedBeside(report.notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: report.notEvaluated.length });
  },
};

const columns: readonly CsvColumn<ClusterOverview>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'stage', value: ({ stage }) => stage },
  { title: 'entry', value: ({ entry }) => entry },
  { title: 'delivery', value: ({ delivery }) => delivery },
  { title: 'kubernetesVersion', value: ({ kubernetesVersion }) => kubernetesVersion },
  { title: 'location', value: ({ location }) => location },
  { title: 'monthlyCostLow', value: ({ monthlyCost }) => costEnd(monthlyCost, 'low') },
  { title: 'monthlyCostHigh', value: ({ monthlyCost }) => costEnd(monthlyCost, 'high') },
  { title: 'rendered', value: ({ kustomizations }) => kustomizations.rendered },
  { title: 'failed', value: ({ kustomizations }) => kustomizations.failed },
  { title: 'unknown', value: ({ kustomizations }) => kustomizations.unknown },
  { title: 'resources', value: ({ resources }) => resources },
  { title: 'images', value: ({ images }) => images },
  { title: 'deny', value: ({ violations }) => violations.deny },
  { title: 'warn', value: ({ violations }) => violations.warn },
  { title: 'dryrun', value: ({ violations }) => violations.dryrun },
  { title: 'accepted', value: ({ accepted }) => accepted },
  { title: 'notEvaluated', value: ({ notEvaluated }) => notEvaluated },
  { title: 'repository', value: ({ repository }) => repository },
];

function costEnd(cost: ClusterOverview['monthlyCost'], end: 'low' | 'high'): number | null {
  return cost === null || 'unpriced' in cost ? null : cost[end];
}
