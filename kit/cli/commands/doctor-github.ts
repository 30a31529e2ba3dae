import { UsageError } from '../../core/errors';
import { githubClient, tokenVariables } from '../../core/github/client';
import { judge } from '../../core/github/judge';
import { readLive } from '../../core/github/live';
import { type RepositoryName, parseRepositoryName } from '../../core/github/repository-name';
import { Git, GitError } from '../../core/repository/git';
import { apiAddress } from '../api-address';
import { type CommandSpec, type Context, listOf, textOf } from '../command';
import { controlsExitCode, controlsSummary, controlsTable } from '../output/controls';
import { print } from '../output/format';
import { json } from '../output/json';
import { yaml } from '../output/yaml';

/** `fleetkeep doctor github` */
export const doctorGithubCommand: CommandSpec = {
  description: `Asks GitHub what holds now, whoever set it and however, and says of each control whether it is met, weaker, missing or unreadable, with the fix, and which tier of OpenSSF Scorecard's branch protection is reached. Only reads. The token is that of ${tokenVariables.join(' or ')}: an administrator's sees bypass lists, an organisation owner's two factors. Ends with 0 when all is met, 1 when something is weaker or missing, 3 when something could not be read.`,
  options: [
    { flags: '--github <owner/name>', description: "the repository (default: the remote 'origin')" },
    {
      flags: '--approvals <number>',
      description: 'approvals that count as met (default: 2, what Scorecard asks for)',
    },
    {
      flags: '--without <control>',
      description: 'a control that is accepted by name as not met; repeatable',
      repeatable: true,
    },
    { flags: '--api <url>', description: 'address of the REST API (default: https://api.github.com)' },
  ],
  examples: [
    { does: 'the repository stood in', line: 'fleetkeep doctor github' },
    {
      does: 'another one, on a plan without an audit log',
      line: 'fleetkeep doctor github --github acme/fleet --without audit-log',
    },
  ],
  async run(context, options) {
    const approvals = approvalsOf(textOf(options.approvals));
    const { owner, name } = await repositoryOf(context, textOf(options.github));
    const baseUrl = apiAddress(textOf(options.api));
    const client = await githubClient({ environment: context.environment, baseUrl });
    if (client === undefined) {
      throw new UsageError(
        `no token: set ${tokenVariables.join(' or ')}, for instance GH_TOKEN=$(gh auth token)`,
      );
    }
    const live = await readLive(client, owner, name);
    if ('kind' in live) {
      const why = live.kind === 'absent' ? 'there is none, or the token may not see it' : live.why;
      throw new UsageError(`${owner}/${name} cannot be read with the ${client.token}: ${why}`);
    }
    const report = judge(live, { approvals, without: listOf(options.without) });
    const { controls, scorecardTier: tier } = report;
    const unknown = listOf(options.without).filter(
      (each) => !controls.some(({ control }) => control === each),
    );
    if (unknown.length > 0) {
      throw new UsageError(
        `--without '${unknown.join("', '")}' is no control: ${controls.map(({ control }) => control).join(', ')}`,
      );
    }
    const people = (): string =>
      `${controlsTable(controls, context.terminal)}\n${report.repository}: ${controlsSummary(controls)}\nOpenSSF Scorecard, branch protection: ${tier === undefined ? 'unreadable' : `tier ${tier} of 5`}\n`;
    const printers = { table: people, json: () => json(report), yaml: () => yaml(report) };
    context.print(print(printers, context.format));
    if (controls.some(({ state }) => state === 'unreadable')) {
      context.warn(`some controls could not be read with the ${client.token}\n`);
    }
    return controlsExitCode(controls);
  },
};

function approvalsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-6]$/.test(text)) throw new UsageError(`--approvals '${text}' is not 1 to 6`);
  return Number(text);
}

async function repositoryOf({ environment }: Context, given: string | undefined): Promise<RepositoryName> {
  if (given !== undefined) return parseRepositoryName(given);
  try {
    const address = await new Git(environment).run(['remote', 'get-url', 'origin'], {
      directory: environment.workingDirectory,
    });
    return parseRepositoryName(address.trim());
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UsageError(`there is no remote 'origin' here (${error.message}): say --github owner/name`);
  }
}
