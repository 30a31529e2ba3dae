import { examineRepository } from '../../core/doctor/examine-repository';
import type { CommandSpec } from '../command';
import { ExitCode, exitCodeOf } from '../exit-code';
import { printRepositoryReport } from '../output/repository-report';
import { print } from '../output/format';
import { json } from '../output/json';
import { yaml } from '../output/yaml';

/** `fleetkeep doctor repository` */
export const doctorRepositoryCommand: CommandSpec = {
  description:
    'Finds the clusters of a repository, says how each was found, which sources they need and which of those are at hand, and what could not be understood or rendered and why. Ends with 0 when all was, 3 when something was not, 2 when there is no cluster to begin with.',
  options: [],
  examples: [
    { does: 'the repository stood in', line: 'fleetkeep doctor repository' },
    {
      does: 'another one, told where its cluster begins',
      line: 'fleetkeep doctor repository --repository ../fleet --entry prod=./clusters/prod',
    },
  ],
  async run(context) {
    const { environment, engine, terminal, read, format } = context;
    const report = await examineRepository(environment, engine, read);
    const printers = {
      table: () => printRepositoryReport(report, terminal, false),
      wide: () => printRepositoryReport(report, terminal, true),
      json: () => json(report),
      yaml: () => yaml(report),
    };
    context.print(print(printers, format));
    if (report.clusters.length === 0) return ExitCode.Usage;
    return exitCodeOf({ notEvaluated: report.notEvaluated.length });
  },
};
