import { bootstrap } from '../../core/bootstrap/bootstrap';
import type { StepResult } from '../../core/bootstrap/step';
import { isDone } from '../../core/bootstrap/walk';
import { UsageError } from '../../core/errors';
import { apiAddress } from '../api-address';
import { type CommandSpec, type Context, listOf, textOf } from '../command';
import { ExitCode } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';
import { stepLine, stepShown, stepSummary } from '../output/steps';
import { yaml } from '../output/yaml';
import { confirm } from '../prompt';

/** `fleetkeep bootstrap` */
export const bootstrapCommand: CommandSpec = {
  description:
    "In order: the storage of Terraform's state, the repository with its teams, your own signed push, the rules that nobody passes, and then what GitHub says of them, hubs, clusters and access. Each step is looked at first, in Terraform's state, Git and GitHub's API; what is done is passed by, what is open is shown in full and done after a yes. It can be run again at any point. Runs your own terraform, git and npm; needs a token of an owner of the organisation and a sign-in to Azure, and prints neither. Ends with 0 when everything is done, 1 when something is open, 3 when a step stopped.",
  options: [
    { flags: '--dry-run', description: 'look at every step and show what it would do; do none' },
    {
      flags: '--yes',
      description:
        'say yes to every step, but to one that destroys something (needed where nobody can be asked)',
    },
    {
      flags: '--import',
      description: 'take over what exists on GitHub already: the plan shows what would change in it',
    },
    { flags: '--step <name>', description: 'only this step; repeatable', repeatable: true },
    { flags: '--api <url>', description: "address of the REST API (default: that of the fleet's host)" },
  ],
  examples: [
    { does: 'what has been done, and what would be next', line: 'fleetkeep bootstrap --dry-run' },
    { does: 'step by step, with questions', line: 'fleetkeep bootstrap' },
    {
      does: 'the rules once more, after fleet.ts has changed',
      line: 'fleetkeep bootstrap --step protection',
    },
  ],
  async run(context, options) {
    const { environment, terminal, format } = context;
    const dryRun = options.dryRun === true;
    const asks = terminal.asks === true;
    if (!dryRun && !asks && options.yes !== true) {
      throw new UsageError('nobody can be asked here: say --yes, or --dry-run to see the steps');
    }
    const say = sayer(context);
    const results = await bootstrap({
      environment,
      dryRun,
      asks,
      only: listOf(options.step),
      api: apiAddress(textOf(options.api)),
      confirm: async (_step, { takesAway }) => {
        if (!asks) return takesAway === undefined;
        if (options.yes === true && takesAway === undefined) return true;
        return confirm(takesAway === undefined ? 'Do it?' : `Do it, although ${takesAway}?`);
      },
      adopts: async (found) => {
        if (options.import === true || !asks || dryRun) return options.import === true;
        const list = found.map(({ what }) => what).join(', ');
        return confirm(
          `There already: ${list}. Take over? The plan shows what would change, before anything does.`,
        );
      },
      onShow: (_step, open) => say(stepShown(open, terminal)),
      onResult: (result) => say(stepLine(result, terminal)),
      onLine: (line) => say(`    ${line}\n`),
    });
    const document = { steps: results };
    const printers = {
      table: () => stepSummary(results, dryRun),
      json: () => json(document),
      yaml: () => yaml(document),
    };
    context.print(print(printers, format));
    return exitCodeOf(results);
  },
};

/** Told as it happens: on stdout for people, beside it where a program reads the document at the end. */
function sayer(context: Context): (text: string) => void {
  return (text) => (context.format === 'table' ? context.tell(text) : context.warn(text));
}

function exitCodeOf(results: readonly StepResult[]): ExitCode {
  if (results.some(({ state }) => state === 'stopped')) return ExitCode.NotEvaluated;
  return results.every(isDone) ? ExitCode.Clean : ExitCode.Findings;
}
