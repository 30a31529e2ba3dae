import { listApplications } from '../../core/applications/list-applications';
import { type CommandSpec, textOf } from '../command';
import { exitCodeOf } from '../exit-code';
import { landscapeOf } from '../landscape';
import { arrange } from '../output/arrange';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { stageFields, stageRows, stagesTable } from '../output/stages';
import { yaml } from '../output/yaml';

/** `fleetkeep get stages` */
export const getStagesCommand: CommandSpec = {
  description:
    'Lists each application on each cluster: what runs there, which stage it is promoted from, how many commits and days it is behind that stage (by the Git history of the stage’s folder or of the revision that it is pinned to), and whether it runs what that stage has never had. Ends with 3 when something could not be read.',
  options: [
    { flags: '--behind', description: 'only stages that are behind the one before, or skipped it' },
    { flags: '--application <name>', description: 'only those of this application' },
  ],
  examples: [
    {
      does: 'what waits to be promoted, the longest first',
      line: 'fleetkeep get stages --behind --sort-by behind.since',
    },
    { does: 'what runs on one cluster', line: 'fleetkeep get stages -c prod-weu -o wide' },
  ],
  async run(context, options) {
    const { environment, engine, terminal, read, format, facts } = context;
    const { clusters, onProgress } = read;
    const application = textOf(options.application);
    const landscape = await landscapeOf(context);
    const listed = await listApplications(environment, engine, facts, landscape, {
      application,
      clusters,
      onProgress,
    });
    const { notEvaluated } = listed;
    const { selector: selected = () => true } = read;
    const rows = arrange(
      stageRows(listed.applications.filter(({ labels }) => selected(labels))).filter(
        ({ behind, skipped }) => options.behind !== true || skipped === true || (behind?.commits ?? 0) > 0,
      ),
      context.sortBy,
    );
    const printers = {
      table: () => stagesTable(rows, terminal, false),
      wide: () => stagesTable(rows, terminal, true),
      json: () => json(rows),
      yaml: () => yaml(rows),
      csv: () => csv(rows, stageFields),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};
