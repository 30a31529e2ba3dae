import type { ApplicationOverview, ApplicationStage } from '../../core/applications/application';
import { groupBy } from '../../core/group-by';
import { type Column, fitsTerminal, table } from './table';
import type { Terminal } from './terminal';
import { behindText, versionText } from './versions';

/** Columns of stages that a matrix has where nobody looks: wider ones are listed. */
const mostStages = 8;

/**
 * Applications against stages, a version in each cell: as a matrix where it fits the terminal, else a line for each version of
 * an application with the stages that run it.
 */
export function applicationMatrix(applications: readonly ApplicationOverview[], terminal: Terminal): string {
  const stages = orderOfStages(applications);
  const columns: readonly Column<ApplicationOverview>[] = [
    { title: 'APPLICATION', value: ({ name }) => name },
    { title: 'OWNER', value: ({ owner }) => owner },
    ...stages.map((name): Column<ApplicationOverview> => ({
      title: name.toUpperCase(),
      value: (one) => cell(one.stages.filter((stage) => stage.name === name)),
      paint: (text, one) =>
        paint(
          terminal,
          one.stages.filter((stage) => stage.name === name),
        )(text),
    })),
  ];
  const fits =
    terminal.columns === undefined
      ? stages.length <= mostStages
      : fitsTerminal(applications, columns, terminal);
  return fits ? table(applications, columns, terminal) : versionList(applications, terminal);
}

const identity = (text: string): string => text;

/** Every stage's name once, each after those that it follows in some application. */
function orderOfStages(applications: readonly ApplicationOverview[]): readonly string[] {
  const after = new Map<string, Set<string>>();
  for (const { stages } of applications) {
    stages.forEach(({ name, previousStage }) => {
      const before = after.get(name) ?? new Set<string>();
      after.set(name, before);
      if (previousStage !== null) before.add(previousStage);
    });
  }
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (start: string): void => {
    const path = [start];
    while (path.length > 0) {
      const name = path.at(-1) ?? '';
      seen.add(name);
      const next = [...(after.get(name) ?? [])].find((one) => after.has(one) && !seen.has(one));
      if (next !== undefined) path.push(next);
      else order.push(path.pop() ?? '');
    }
  };
  for (const name of after.keys()) if (!seen.has(name)) visit(name);
  return order;
}

/** The versions of one stage's clusters: each once, with its clusters where they differ. */
function cell(stages: readonly ApplicationStage[]): string {
  const versions = groupBy(stages, (stage) => `${versionText(stage)}${mark(stage)}`);
  if (versions.size <= 1) return [...versions.keys()].join('');
  return [...versions]
    .map(([version, of]) => `${version} (${of.map(({ cluster }) => cluster).join(', ')})`)
    .join(', ');
}

/** `-3` behind by three commits, `!` skipped the stage before. */
function mark({ behind, skipped }: ApplicationStage): string {
  if (skipped === true) return ' !';
  return behind === null || behind.commits === 0 ? '' : ` -${behind.commits}`;
}

function paint({ colors }: Terminal, stages: readonly ApplicationStage[]): (text: string) => string {
  if (stages.some(({ skipped }) => skipped === true)) return colors.red;
  if (stages.some(({ behind, state }) => (behind?.commits ?? 0) > 0 || state === 'unknown'))
    return colors.yellow;
  return identity;
}

interface VersionRow {
  readonly application: string;
  readonly owner: string | null;
  readonly version: string;
  readonly standing: string;
  readonly stages: readonly ApplicationStage[];
}

function versionList(applications: readonly ApplicationOverview[], terminal: Terminal): string {
  const rows = applications.flatMap(({ name, owner, stages }) =>
    [...groupBy(stages, (stage) => `${versionText(stage)}\0${standing(stage)}`).values()].map(
      (of, index): VersionRow => ({
        application: index === 0 ? name : '',
        owner: index === 0 ? owner : '',
        version: of[0] === undefined ? '' : versionText(of[0]),
        standing: of[0] === undefined ? '' : standing(of[0]),
        stages: of,
      }),
    ),
  );
  const blank = (value: string | null): string | null => (value === '' ? ' ' : value);
  return table(
    rows,
    [
      { title: 'APPLICATION', value: ({ application }) => blank(application) },
      { title: 'OWNER', value: ({ owner }) => blank(owner), shrinks: true },
      { title: 'VERSION', value: ({ version }) => version, shrinks: true },
      {
        title: 'BEHIND',
        value: (row) => row.standing,
        paint: (text, row) => paint(terminal, row.stages)(text),
      },
      { title: 'STAGES', value: (row) => stagesText(row.stages), shrinks: true },
    ],
    terminal,
  );
}

function standing(stage: ApplicationStage): string {
  const text = behindText(stage);
  return text === 'even' ? '' : text;
}

/** `dev, prod (prod-weu, prod-neu)`: clusters where they are not called as the stage. */
function stagesText(stages: readonly ApplicationStage[]): string {
  return [...groupBy(stages, ({ name }) => name)]
    .map(([name, of]) => {
      const clusters = of.map(({ cluster }) => cluster);
      return clusters.length === 1 ? name : `${name} (${clusters.join(', ')})`;
    })
    .join(', ');
}
