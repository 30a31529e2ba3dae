import type { ApplicationOverview, ApplicationStage } from '../../core/applications/application';
import type { CsvColumn } from './csv';
import { type Column, table } from './table';
import type { Terminal } from './terminal';
import { behindText, versionText } from './versions';

/** One stage and the application that it is of. The public JSON of `fleetkeep get stages`. */
export interface StageRow extends ApplicationStage {
  readonly application: string;
  readonly owner: string | null;
}

/** A row for each stage, in the order of the applications and of promotion. */
export function stageRows(applications: readonly ApplicationOverview[]): readonly StageRow[] {
  return applications.flatMap(({ name, owner, stages }) =>
    stages.map((stage) => ({ application: name, owner, ...stage })),
  );
}

/** A line for each stage. */
export function stagesTable(rows: readonly StageRow[], terminal: Terminal, wide: boolean): string {
  const { red, yellow, green } = terminal.colors;
  const columns: readonly (Column<StageRow> | undefined)[] = [
    { title: 'APPLICATION', value: ({ application }) => application, shrinks: true },
    { title: 'STAGE', value: ({ name }) => name },
    { title: 'CLUSTER', value: ({ cluster }) => cluster, shrinks: true },
    {
      title: 'VERSION',
      value: versionText,
      shrinks: true,
      paint: (text, { state }) => (state === 'unknown' ? yellow(text) : text),
    },
    { title: 'PREVIOUS', value: ({ previousStage }) => previousStage },
    {
      title: 'BEHIND',
      value: behindText,
      paint: (text, { skipped, behind }) =>
        skipped === true ? red(text) : behind === null ? text : (behind.commits > 0 ? yellow : green)(text),
    },
    { title: 'CHANGED', value: ({ lastChange }) => lastChange?.date.slice(0, 10) },
    wide ? { title: 'OWNER', value: ({ owner }) => owner, shrinks: true } : undefined,
    wide ? { title: 'NAMESPACE', value: ({ targetNamespace }) => targetNamespace } : undefined,
    wide ? { title: 'REVISION', value: ({ revision }) => revision, shrinks: true } : undefined,
    wide ? { title: 'REPOSITORY', value: ({ repository }) => repository, shrinks: true } : undefined,
    wide ? { title: 'PATH', value: ({ path }) => path, whole: true } : undefined,
    wide ? { title: 'IMAGES', value: ({ images }) => images.join(', '), shrinks: true } : undefined,
    wide ? { title: 'CHARTS', value: chartsText, shrinks: true } : undefined,
  ];
  return table(
    rows,
    columns.filter((column) => column !== undefined),
    terminal,
  );
}

function chartsText({ charts }: StageRow): string {
  return charts.map(({ name, version }) => (version === null ? name : `${name} ${version}`)).join(', ');
}

/** The columns of a CSV file. */
export const stageFields: readonly CsvColumn<StageRow>[] = [
  { title: 'application', value: ({ application }) => application },
  { title: 'owner', value: ({ owner }) => owner },
  { title: 'stage', value: ({ name }) => name },
  { title: 'cluster', value: ({ cluster }) => cluster },
  { title: 'state', value: ({ state }) => state },
  { title: 'version', value: versionText },
  { title: 'images', value: ({ images }) => images.join(' ') },
  { title: 'charts', value: chartsText },
  { title: 'previousStage', value: ({ previousStage }) => previousStage },
  { title: 'behindCommits', value: ({ behind }) => behind?.commits },
  { title: 'behindDays', value: ({ behind }) => behind?.days },
  { title: 'skipped', value: ({ skipped }) => skipped },
  { title: 'lastCommit', value: ({ lastChange }) => lastChange?.commit },
  { title: 'lastDate', value: ({ lastChange }) => lastChange?.date },
  { title: 'targetNamespace', value: ({ targetNamespace }) => targetNamespace },
  { title: 'repository', value: ({ repository }) => repository },
  { title: 'revision', value: ({ revision }) => revision },
  { title: 'path', value: ({ path }) => path },
  { title: 'file', value: ({ file }) => file },
  { title: 'line', value: ({ line }) => line },
];
