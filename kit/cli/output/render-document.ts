import type { KustomizationDocument, RenderDocument } from '../../core/render/document';
import { csv } from './csv';
import { notEvaluatedList, place } from './not-evaluated';
import { renderedLine } from './summary';
import { type Column, table } from './table';
import { printable, type Terminal } from './terminal';
import { yaml } from './yaml';

interface Row extends KustomizationDocument {
  readonly cluster: string;
}

/** A line for each Kustomization and HelmRelease. */
export function renderTable(document: RenderDocument, terminal: Terminal, wide: boolean): string {
  const rows = document.clusters.flatMap(({ name, kustomizations }) =>
    kustomizations.map((kustomization): Row => ({ ...kustomization, cluster: name })),
  );
  const { green, red, yellow } = terminal.colors;
  const paint = { rendered: green, failed: red, unknown: yellow };
  // Below the table is said why the others are not.
  const said = (row: Row): string => (row.state === 'rendered' ? row.message : '');
  const columns: readonly (Column<Row> | undefined)[] = [
    { title: 'CLUSTER', value: ({ cluster }) => cluster },
    { title: 'KUSTOMIZATION', value: qualifiedName, shrinks: true },
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'RESOURCES', value: ({ resources }) => resources, alignRight: true },
    { title: 'PATH', value: ({ path }) => path, whole: true },
    wide ? { title: 'SOURCE', value: ({ source }) => source, shrinks: true } : undefined,
    wide ? { title: 'DEPENDS ON', value: ({ dependsOn }) => dependsOn.join(', '), shrinks: true } : undefined,
    wide ? { title: 'FILE', value: place, whole: true } : undefined,
    rows.some((row) => said(row) !== '') ? { title: 'MESSAGE', value: said, shrinks: true } : undefined,
  ];
  const shown = columns.filter((column) => column !== undefined);
  const body = table(rows, shown, terminal);
  const list = notEvaluatedList(document.notEvaluated, terminal, wide);
  return `${body}\n${list}${renderedLine(document, terminal)}`;
}

/** As resources refer to it; what is no Kustomization says what it is. */
function qualifiedName({ kind, namespace, name }: KustomizationDocument): string {
  return kind === 'Kustomization' ? `${namespace}/${name}` : `${kind}/${namespace}/${name}`;
}

/** All manifests as one stream of YAML documents; comments say where each is from. */
export function* manifests(document: RenderDocument): Iterable<string> {
  for (const { name, resources } of document.clusters) {
    for (const { kustomization, file, line, object } of resources) {
      yield `---\n# ${printable(`${name} ${kustomization} ${file}:${line}`)}\n${yaml(object)}`;
    }
  }
}

/** A line for each resource. */
export function renderCsv(document: RenderDocument): string {
  const rows = document.clusters.flatMap(({ name: cluster, resources }) =>
    resources.map((resource) => ({ ...resource, cluster })),
  );
  const titles = [
    'cluster',
    'apiVersion',
    'kind',
    'namespace',
    'name',
    'kustomization',
    'file',
    'line',
    'hash',
  ] as const;
  return csv(
    rows,
    titles.map((title) => ({ title, value: (row) => row[title] })),
  );
}
