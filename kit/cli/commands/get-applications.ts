import { listApplications } from '../../core/applications/list-applications';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { landscapeOf } from '../landscape';
import { applicationMatrix } from '../output/application-matrix';
import { arrange } from '../output/arrange';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { stageFields, stageRows, stagesTable } from '../output/stages';
import { yaml } from '../output/yaml';

/** `fleetkeep get applications` */
export const getApplicationsCommand: CommandSpec = {
  description:
    'The matrix of applications and stages: the versions that run, how many commits a stage is behind the one that it is promoted from (-3), and which stages skipped one (!). From the Application files of .securitytower/ and .phylake/; for clusters that none of them names from Flux’s Kustomizations and HelmReleases. Ends with 3 when something could not be read.',
  options: [],
  examples: [
    { does: 'the matrix', line: 'fleetkeep get applications' },
    { does: 'of one team, for a spreadsheet', line: 'fleetkeep get applications -l team=shop -o csv' },
    { does: 'every stage with its versions', line: 'fleetkeep get applications -o wide' },
  ],
  async run(context) {
    const { environment, engine, terminal, read, format, facts } = context;
    const { clusters, onProgress } = read;
    const landscape = await landscapeOf(context);
    const options = { clusters, onProgress };
    const listed = await listApplications(environment, engine, facts, landscape, options);
    const { notEvaluated } = listed;
    const { selector: selected = () => true } = read;
    const applications = arrange(
      listed.applications.filter(({ labels }) => selected(labels)),
      context.sortBy,
    );
    const printers = {
      table: () => applicationMatrix(applications, terminal),
      wide: () => stagesTable(stageRows(applications), terminal, true),
      json: () => json(applications),
      yaml: () => yaml(applications),
      csv: () => csv(stageRows(applications), stageFields),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};
