import type { FoundCluster, RepositoryReport } from '../../core/doctor/repository-report';
import type { SourceUse } from '../../core/doctor/source-use';
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
  const { repository, commit, clusters, elsewhere, sources, proposals, notEvaluated } = report;
  const at = commit === null ? 'the working tree' : commit.slice(0, 12);
  const parts = [printable(`${repository}, ${at}: ${plural(clusters.length, 'cluster')}`) + '\n'];
  if (clusters.length > 0) parts.push(table(clusters, clusterColumns(terminal, wide), terminal));
  else parts.push(howToBegin(proposals));
  if (sources.length > 0) parts.push(table(sources, sourceColumns(terminal), terminal));
  if (elsewhere.length > 0)
    parts.push(
      elsewhere
        .map(({ name, repository: other, ...where }) => {
          const { file = null, line = null } = where;
          return printable(`${place({ file, line })}: cluster ${name} is delivered from ${other}`) + '\n';
        })
        .join(''),
    );
  if (notEvaluated.length > 0) parts.push(notEvaluatedList(notEvaluated, terminal));
  return parts.join('\n');
}

function howToBegin(proposals: RepositoryReport['proposals']): string {
  const looked =
    'Looked for: .securitytower/ and .phylake/ Cluster files, flux-system/gotk-sync.yaml, a Kustomization flux-system/flux-system, a FluxInstance.\n';
  if (proposals.length === 0)
    return `${looked}No Kustomization of Flux is in it. Say where a cluster begins by --entry NAME=PATH.\n`;
  const lines = proposals.map(({ path, kustomizations, file }) =>
    printable(`  --entry NAME=${path}   (${plural(kustomizations, 'Kustomization')}, for instance ${file})`),
  );
  return `${looked}Say where a cluster begins; these folders have Kustomizations that no other applies:\n${lines.join('\n')}\n`;
}

function clusterColumns({ colors }: Terminal, wide: boolean): readonly Column<FoundCluster>[] {
  const columns: readonly (Column<FoundCluster> | undefined)[] = [
    { title: 'CLUSTER', value: ({ name }) => name },
    { title: 'ENTRY', value: ({ entry }) => entry, shrinks: true },
    { title: 'FOUND BY', value: (one) => foundBy[one.foundBy] },
    { title: 'IN', value: place, shrinks: true },
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
