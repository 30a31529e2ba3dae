import type { KustomizationDocument, RenderDocument } from '../../core/render/document';
import { csv } from './csv';
import { notEvaluatedList, place } from './not-evaluated';
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
  const said = rows.some(({ state, message }) => message !== '' && (wide || state === 'rendered'));
  const columns: readonly (Column<Row> | undefined)[] = [
    { title: 'CLUSTER', value: ({ cluster }) => cluster },
    { title: 'KUSTOMIZATION', value: qualifiedName, shrinks: true },
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'RESOURCES', value: ({ resources }) => resources, alignRight: true },
    { title: 'PATH', value: ({ path }) => path, shrinks: true },
    wide ? { title: 'SOURCE', value: ({ source }) => source, shrinks: true } : undefined,
    wide ? { title: 'DEPENDS ON', value: ({ dependsOn }) => dependsOn.join(', '), shrinks: true } : undefined,
    wide ? { title: 'FILE', value: place, shrinks: true } : undefined,
    said ? { title: 'MESSAGE', value: ({ message }) => message, shrinks: true } : undefined,
  ];
  const shown = columns.filter((column) => column !== undefined);
  const body = table(rows, shown, terminal);
  return [body, notEvaluatedList(document.notEvaluated, terminal)].filter((part) => part !== '').join('\n');
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
