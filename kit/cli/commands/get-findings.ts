import { checkAll } from '../../core/workspace/check-all';
import { type CommandSpec, listOf } from '../command';
import { exitCodeOf } from '../exit-code';
import { arrange } from '../output/arrange';
import { findingsCsv, findingsList, findingsTable } from '../output/findings';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep get findings` */
export const getFindingsCommand: CommandSpec = {
  description:
    'Lists what check finds, without failing on it. Ends with 3 when something could not be judged.',
  options: [
    {
      flags: '--policies <pack|folder>',
      description: "judge by these instead of the clusters' own policies; repeatable",
      repeatable: true,
    },
  ],
  examples: [{ does: 'for a spreadsheet', line: 'fleetkeep get findings -o csv > findings.csv' }],
  async run(context, options) {
    const { environment, engine, terminal, format } = context;
    const policies = listOf(options.policies);
    const { report } = await checkAll(environment, engine, await scopeFor(context), { policies });
    const findings = arrange(report.findings, context.sortBy);
    const { notEvaluated } = report;
    const printers = {
      table: () => findingsList(findings, terminal, { states: false }),
      wide: () => findingsTable(findings, terminal, { states: false }),
      json: () => json(findings),
      yaml: () => yaml(findings),
      csv: () => findingsCsv(findings),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};
