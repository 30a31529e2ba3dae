import type { KustomizationDocument, RenderDocument } from '../../core/render/document';
import { csv } from './csv';
import { notEvaluatedTable, place } from './not-evaluated';
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
  const columns: readonly Column<Row>[] = [
    { title: 'CLUSTER', value: ({ cluster }) => cluster },
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'NAMESPACE', value: ({ namespace }) => namespace },
    { title: 'NAME', value: ({ name }) => name },
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'RESOURCES', value: ({ resources }) => resources, alignRight: true },
    { title: wide ? 'PATH OR CHART' : 'PATH', value: ({ path }) => path, shrinks: true },
    // Why something failed is told below the table, once for all clusters.
    {
      title: 'MESSAGE',
      value: (row) => (wide || row.state === 'rendered' ? row.message : 'see below'),
      shrinks: true,
    },
  ];
  const more: readonly Column<Row>[] = [
    { title: 'SOURCE', value: ({ source }) => source },
    { title: 'DEPENDS ON', value: ({ dependsOn }) => dependsOn.join(', ') },
    { title: 'FILE', value: place },
  ];
  const body = table(
    rows,
    wide ? [...columns.slice(0, -1), ...more, ...columns.slice(-1)] : columns,
    terminal,
  );
  return [body, notEvaluatedTable(document.notEvaluated, terminal)].filter((part) => part !== '').join('\n');
}

/** All manifests as one stream of YAML documents; comments say where each is from. */
export function manifests(document: RenderDocument): string {
  return document.clusters
    .flatMap(({ name, resources }) =>
      resources.map((resource) => {
        const from = printable(`${name} ${resource.kustomization} ${resource.file}:${resource.line}`);
        return `---\n# ${from}\n${yaml(resource.object)}`;
      }),
    )
    .join('');
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
