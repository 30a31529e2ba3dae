import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  asExpected,
  type JudgedSample,
  type PolicyProblem,
  type TruthTable,
} from '../../core/policy-samples/judged-sample';
import { testCatalogue } from '../../core/policy-samples/test-catalogue';
import { testFolder } from '../../core/policy-samples/test-folder';
import type { CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { type Column, table } from '../output/table';
import { printable, type Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';

/** Where `policy new` writes in a user's project. */
export const ownFolder = 'catalogue';

/** `fleetkeep policy test` */
export const policyTestCommand: CommandSpec = {
  description:
    'Judges the samples of every policy of a folder (samples/allowed-*.yaml and samples/disallowed-*.yaml beside its template) under the constraints beside it, and prints what came out. Without a folder it is ./catalogue, or where there is none the catalogue of fleetkeep itself. Ends with 1 when a sample is judged otherwise than its name says, or a policy has no samples of both kinds; 3 when something could not be judged, such as a template that does not compile.',
  operand: { name: '[folder]', description: 'of ConstraintTemplates, in Rego (v0 or v1) or CEL' },
  options: [],
  examples: [
    { does: 'the policies of the project stood in', line: 'fleetkeep policy test' },
    { does: 'those of another folder', line: 'fleetkeep policy test ../policies' },
  ],
  async run(context, _, operand) {
    const { environment, engine, terminal, format } = context;
    const here = environment.workingDirectory;
    const folder = operand ?? (existsSync(resolve(here, ownFolder)) ? ownFolder : undefined);
    const tested =
      folder === undefined
        ? await testCatalogue(engine)
        : await testFolder(engine, resolve(here, folder), folder);
    const printers = {
      table: () => printed(tested, terminal, false),
      wide: () => printed(tested, terminal, true),
      json: () => json(tested),
      yaml: () => yaml(tested),
      csv: () => csv(tested.samples, fields),
    };
    context.print(print(printers, format));
    const wrong = tested.samples.filter((sample) => !asExpected(sample)).length;
    return exitCodeOf({
      notEvaluated: tested.notEvaluated.length,
      findings: wrong + tested.incomplete.length,
    });
  },
};

const fields = [
  ...(['policy', 'id', 'sample', 'expected', 'said'] as const).map((title) => ({
    title,
    value: (row: JudgedSample) => row[title],
  })),
  { title: 'messages', value: ({ messages }: JudgedSample) => messages.join('\n') },
];

function printed(
  { samples, incomplete, notEvaluated }: TruthTable,
  terminal: Terminal,
  wide: boolean,
): string {
  const { colors } = terminal;
  const columns: readonly (Column<JudgedSample> | undefined)[] = [
    {
      title: 'RESULT',
      value: (row) => (asExpected(row) ? 'ok' : 'WRONG'),
      paint: (text, row) => (asExpected(row) ? colors.green(text) : colors.red(text)),
    },
    { title: 'POLICY', value: ({ id }) => id },
    wide ? { title: 'KIND', value: ({ policy }) => policy } : undefined,
    { title: 'SAMPLE', value: ({ sample }) => sample },
    { title: 'SAID', value: ({ said }) => said },
    { title: 'MESSAGE', value: ({ messages }) => (wide ? messages.join(' | ') : messages[0]), shrinks: true },
  ];
  const shown = columns.filter((column) => column !== undefined);
  const right = samples.filter(asExpected).length;
  return (
    (samples.length === 0 ? '' : `${table(samples, shown, terminal)}\n`) +
    problems(colors.red('incomplete:'), incomplete) +
    problems(colors.yellow('not evaluated:'), notEvaluated) +
    `${right} of ${samples.length} samples are judged as their names say` +
    `${notEvaluated.length === 0 ? '' : `; ${notEvaluated.length} not evaluated`}\n`
  );
}

function problems(title: string, all: readonly PolicyProblem[]): string {
  return all
    .map(
      ({ file, line, policy, message }) =>
        `${title} ${printable(`${file}:${line}: ${policy}: ${message}`)}\n`,
    )
    .join('');
}
