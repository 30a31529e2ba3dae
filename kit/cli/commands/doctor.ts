import { examineMachine } from '../../core/doctor/local/examine-machine';
import type { LocalCheck, LocalState } from '../../core/doctor/local/check';
import type { CommandSpec } from '../command';
import { ExitCode } from '../exit-code';
import { print } from '../output/format';
import { foundTable } from '../output/found-table';
import { json } from '../output/json';
import type { Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';

/** `fleetkeep doctor` */
export const doctorCommand: CommandSpec = {
  description:
    'Looks at the tools and their versions, whether commits are signed, which credentials there are (never what they are), whether what is generated is what synth would write (in a copy; it runs the project), and which grants, exceptions and acceptances have ended. Changes nothing. Ends with 0 when all is well, 1 when something has to be mended, 3 when something could not be found out.',
  options: [],
  examples: [
    { does: 'this machine and the project stood in', line: 'fleetkeep doctor' },
    { does: 'for a program', line: 'fleetkeep doctor -o json' },
  ],
  async run(context) {
    const { environment, terminal, format } = context;
    const report = await examineMachine(environment);
    const { checks } = report;
    const printers = {
      table: () => checksTable(checks, terminal),
      json: () => json(report),
      yaml: () => yaml(report),
    };
    context.print(print(printers, format));
    if (checks.some(({ state }) => state === 'unknown')) return ExitCode.NotEvaluated;
    return checks.some(({ state }) => state === 'problem') ? ExitCode.Findings : ExitCode.Clean;
  },
};

function checksTable(checks: readonly LocalCheck[], terminal: Terminal): string {
  const { colors } = terminal;
  const paints: Readonly<Record<LocalState, (text: string) => string>> = {
    ok: colors.green,
    problem: colors.red,
    unknown: colors.magenta,
    unused: colors.dim,
  };
  return foundTable('CHECK', ({ check }) => check, checks, paints, terminal);
}
