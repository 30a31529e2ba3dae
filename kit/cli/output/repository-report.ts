import type { FoundCluster, RepositoryReport } from '../../core/doctor/repository-report';
import type { SourceUse } from '../../core/doctor/source-use';
import { groupBy } from '../../core/group-by';
import type { NotEvaluated } from '../../core/not-evaluated';
import { compareText } from './compare-text';
import { notEvaluatedList, place } from './not-evaluated';
import { plural } from './summary';
import { type Column, table } from './table';
import { printable, type Terminal } from './terminal';

const foundBy: Readonly<Record<FoundCluster['foundBy'], string>> = {
  option: '--entry',
  'cluster-file': 'Cluster file',
  'gotk-sync': 'flux bootstrap',
  kustomization: 'Kustomization flux-system',
  'flux-instance': 'FluxInstance',
  'self-applied': 'Kustomization of itself',
  'argo-cd': 'Argo CD Application',
  'application-file': 'Application file',
};

const contents: Readonly<Record<SourceUse['content'], string>> = {
  repository: 'this repository',
  given: 'given',
  engine: 'built in',
  missing: 'not at hand',
};

/** What `fleetkeep doctor repository` says to people. */
export function printRepositoryReport(report: RepositoryReport, terminal: Terminal, wide: boolean): string {
  const { repository, commit, clusters, elsewhere, sources, notEvaluated } = report;
  const at = commit === null ? 'the working tree' : commit.slice(0, 12);
  const parts = [printable(`${repository}, ${at}: ${plural(clusters.length, 'cluster')}`) + '\n'];
  if (clusters.length > 0) parts.push(table(clusters, clusterColumns(terminal, wide), terminal));
  else parts.push(howToBegin(report));
  if (sources.length > 0)
    parts.push(table(wide ? sources : byHost(sources, notEvaluated), sourceColumns(terminal), terminal));
  if (elsewhere.length > 0)
    parts.push(
      elsewhere
        .map(({ name, repository: other, ...where }) => {
          const { file = null, line = null } = where;
          return printable(`${place({ file, line })}: cluster ${name} is delivered from ${other}`) + '\n';
        })
        .join(''),
    );
  if (clusters.length > 0 && report.proposals.length > 0)
    parts.push(
      `These folders have Kustomizations that no cluster found here applies; if another cluster begins there, say so:\n${proposed(report)}`,
    );
  if (notEvaluated.length > 0) parts.push(notEvaluatedList(notEvaluated, terminal, wide));
  return parts.join('\n');
}

function howToBegin(report: RepositoryReport): string {
  const looked =
    'Looked for: .securitytower/ and .phylake/ Cluster files, flux-system/gotk-sync.yaml, a Kustomization flux-system/flux-system, a FluxInstance, a Kustomization that applies itself, Applications and ApplicationSets of Argo CD.\n';
  if (report.proposals.length === 0)
    return `${looked}Neither a Kustomization of Flux nor an Application of Argo CD is in it that can be read. Say where a cluster begins for Flux by --entry NAME=PATH; where a Helm chart makes the Applications of Argo CD, put the Application that applies the chart into Git.\n`;
  return `${looked}Say where a cluster begins; these folders have Kustomizations that no other applies:\n${proposed(report)}`;
}

/** A line for each, the likeliest first. */
function proposed({ proposals, proposalsLeftOff }: RepositoryReport): string {
  const lines = proposals.map(({ path, kustomizations, file }) =>
    printable(`  --entry NAME=${path}   (${plural(kustomizations, 'Kustomization')}, for instance ${file})`),
  );
  const more = proposalsLeftOff === 0 ? [] : [`  … and ${plural(proposalsLeftOff, 'more folder')}`];
  return [...lines, ...more].map((line) => `${line}\n`).join('');
}

function clusterColumns({ colors }: Terminal, wide: boolean): readonly Column<FoundCluster>[] {
  const columns: readonly (Column<FoundCluster> | undefined)[] = [
    { title: 'CLUSTER', value: ({ name }) => name },
    { title: 'ENTRY', value: ({ entry }) => entry, whole: true },
    { title: 'FOUND BY', value: (one) => foundBy[one.foundBy] },
    { title: 'IN', value: place, whole: true },
    wide ? { title: 'STAGE', value: ({ stage }) => stage } : undefined,
    wide ? { title: 'VERSION', value: ({ kubernetesVersion }) => kubernetesVersion } : undefined,
    wide ? { title: 'LOCATION', value: ({ location }) => location } : undefined,
    { title: 'RENDERED', value: ({ kustomizations }) => kustomizations.rendered, alignRight: true },
    {
      title: 'FAILED',
      value: ({ kustomizations }) => kustomizations.failed,
      alignRight: true,
      paint: alarming(colors.red),
    },
    {
      title: 'UNKNOWN',
      value: ({ kustomizations }) => kustomizations.unknown,
      alignRight: true,
      paint: alarming(colors.yellow),
    },
    { title: 'RESOURCES', value: ({ resources }) => resources, alignRight: true },
  ];
  return columns.filter((column) => column !== undefined);
}

function alarming(paint: (text: string) => string): (text: string) => string {
  return (text) => (text.trim() === '0' ? text : paint(text));
}

/** Sources that are not at hand and that one `--fetch` would bring, on one line. */
function byHost(sources: readonly SourceUse[], notEvaluated: readonly NotEvaluated[]): readonly SourceUse[] {
  const hosts = new Map(
    notEvaluated.flatMap(({ lack }) =>
      (lack?.kind === 'chart' || lack?.kind === 'source') && lack.source !== null && lack.fetch !== null
        ? [[lack.source, lack.fetch] as const]
        : [],
    ),
  );
  const shared = groupBy(sources, ({ source, content }) =>
    content === 'missing' ? (hosts.get(source) ?? source) : source,
  );
  return [...shared].flatMap(([host, group]) =>
    group.length === 1
      ? group
      : {
          source: `${group.length} sources of ${host}`,
          content: 'missing',
          clusters: [...new Set(group.flatMap(({ clusters }) => clusters))].sort(compareText),
          users: group.reduce((sum, { users }) => sum + users, 0),
        },
  );
}

function sourceColumns({ colors }: Terminal): readonly Column<SourceUse>[] {
  return [
    { title: 'SOURCE', value: ({ source }) => source, shrinks: true },
    {
      title: 'CONTENT',
      value: ({ content }) => contents[content],
      paint: (text, { content }) => (content === 'missing' ? colors.yellow(text) : text),
    },
    { title: 'USED BY', value: ({ users }) => users, alignRight: true },
    { title: 'CLUSTERS', value: ({ clusters }) => clusters.join(', '), shrinks: true },
  ];
}
