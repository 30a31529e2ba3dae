import { nearest } from '../../../policies/nearest';
import { listApplications } from '../../core/applications/list-applications';
import { UsageError } from '../../core/errors';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { landscapeOf } from '../landscape';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { paragraph } from '../output/paragraph';
import { type StageRow, stageRows } from '../output/stages';
import type { Terminal } from '../output/terminal';
import { behindText, versionText } from '../output/versions';
import { yaml } from '../output/yaml';

/** `fleetkeep describe stage` */
export const describeStageCommand: CommandSpec = {
  description:
    'Says all that is known of a stage of one application, or of all applications: images, charts, folder, revision, last change, and how it stands to the stage before. Ends with 3 when something could not be read.',
  operand: { name: '<name>', description: 'APPLICATION/STAGE, or the name of a stage of all applications' },
  options: [],
  examples: [
    { does: 'one stage of one application', line: 'fleetkeep describe stage storefront/prod' },
    { does: 'all that runs in a stage', line: 'fleetkeep describe stage prod' },
  ],
  async run(context, _, name = '') {
    const { environment, engine, terminal, read, format, facts } = context;
    const landscape = await landscapeOf(context);
    const { applications, notEvaluated } = await listApplications(environment, engine, facts, landscape, {
      clusters: read.clusters,
      onProgress: read.onProgress,
    });
    const rows = stageRows(applications);
    const fullName = (row: StageRow): string => `${row.application}/${row.name}`;
    const described = rows.filter((row) => fullName(row) === name || row.name === name);
    if (described.length === 0) {
      // Who named the application, too, means a stage of one.
      const names = [...new Set(rows.map((row) => (name.includes('/') ? fullName(row) : row.name)))];
      const hint =
        names.length === 0 ? 'there are none' : `did you mean ${nearest(name, names).join(' or ')}?`;
      throw new UsageError(`there is no stage '${name}': ${hint}`);
    }
    const people = (): string => described.map((row) => describe(row, terminal)).join('\n');
    const printers = {
      table: people,
      wide: people,
      json: () => json(described),
      yaml: () => yaml(described),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};

function describe(row: StageRow, terminal: Terminal): string {
  const { behind, lastChange, file, line, charts, images } = row;
  const since = behind === null || behind.since === null ? '' : `, since ${behind.since.slice(0, 10)}`;
  const skipped = 'it runs what that stage has never had';
  return paragraph(
    [
      ['Stage', `${row.application}/${row.name}`],
      ['Cluster', row.cluster],
      ['Namespace', row.targetNamespace],
      ['Version', row.state === 'unknown' ? 'not known: see what could not be evaluated' : versionText(row)],
      ...images.map((image, index) => [index === 0 ? 'Images' : '', image] as const),
      ...charts.map(
        ({ name, version }, index) => [index === 0 ? 'Charts' : '', `${name} ${version ?? ''}`] as const,
      ),
      ['Previous stage', row.previousStage],
      ['Behind it', row.skipped === true ? skipped : `${behindText(row)}${since}`],
      ['Last change', lastChange === null ? null : `${lastChange.date} ${lastChange.commit.slice(0, 12)}`],
      ['Repository', row.repository],
      ['Revision', row.revision],
      ['Path', row.path],
      ['Owner', row.owner],
      ['Declared in', file === null ? null : line === null ? file : `${file}:${line}`],
    ],
    terminal,
  );
}
