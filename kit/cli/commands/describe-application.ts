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
import { stageRows, stagesTable } from '../output/stages';
import { yaml } from '../output/yaml';

/** `fleetkeep describe application` */
export const describeApplicationCommand: CommandSpec = {
  description:
    'Says all that is known of one application: who owns it, and for each stage what runs there, since when, and how far it is behind. Ends with 3 when something could not be read.',
  operand: { name: '<name>', description: 'of the application, as `fleetkeep get applications` lists it' },
  options: [],
  examples: [{ does: 'before a release', line: 'fleetkeep describe application storefront' }],
  async run(context, _, name = '') {
    const { environment, engine, terminal, read, format, facts } = context;
    const landscape = await landscapeOf(context);
    const { applications, notEvaluated } = await listApplications(environment, engine, facts, landscape, {
      clusters: read.clusters,
      onProgress: read.onProgress,
    });
    const described = applications.filter((one) => one.name === name);
    if (described.length === 0) {
      const names = applications.map((one) => one.name);
      const hint =
        names.length === 0 ? 'there are none' : `did you mean ${nearest(name, names).join(' or ')}?`;
      throw new UsageError(`there is no application '${name}': ${hint}`);
    }
    const people = (wide: boolean) => () =>
      described
        .map((one) => {
          const head = paragraph(
            [
              ['Application', one.name],
              ['Owner', one.owner],
              ['Security level', one.securityLevel],
              [
                'Labels',
                Object.entries(one.labels)
                  .map(([key, value]) => `${key}=${value}`)
                  .join(', '),
              ],
              [
                'Declared by',
                one.source === 'file' ? 'Application files' : 'nobody; read off Flux’s objects',
              ],
            ],
            terminal,
          );
          return `${head}\n${stagesTable(stageRows([one]), terminal, wide)}`;
        })
        .join('\n');
    const printers = {
      table: people(false),
      wide: people(true),
      json: () => json(described),
      yaml: () => yaml(described),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: notEvaluated.length });
  },
};
