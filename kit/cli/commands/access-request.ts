import { accessRoles, type AccessGrantProps, type GrantRole } from '../../../fleet/grants/grant-rules';
import { UsageError } from '../../core/errors';
import { requestAccess } from '../../core/grants/request';
import { timeOf } from '../../environment';
import { type CommandSpec, type OptionValues, textOf } from '../command';
import { ExitCode } from '../exit-code';

const required = ['name', 'group', 'role', 'reason', 'ticket'] as const;

/** `fleetkeep access request` */
export const accessRequestCommand: CommandSpec = {
  description:
    'Writes .securitytower/grants/NAME.yaml into the working tree; commit it and open a pull request. When it is merged and applied, the group can switch the role on in PIM, with a second factor, until the end. --cluster says which cluster. Ends with 2 and writes nothing when the request is not in order.',
  options: [
    { flags: '--name <name>', description: 'of the grant and its file, for instance inc-4711' },
    { flags: '--group <id>', description: 'object id of the Entra ID group that gets access' },
    { flags: '--role <role>', description: 'the least that will do', choices: accessRoles },
    { flags: '--namespace <namespace>', description: 'this namespace only; needed for writer' },
    { flags: '--starts-at <time>', description: 'ISO 8601 with a time zone; now without it' },
    { flags: '--hours <number>', description: 'how long; one of --hours, --days, --ends-at' },
    { flags: '--days <number>', description: 'how long' },
    { flags: '--ends-at <time>', description: 'ISO 8601 with a time zone' },
    { flags: '--reason <text>', description: 'what for; an auditor will read it' },
    { flags: '--ticket <id>', description: 'the incident or change' },
  ],
  examples: [
    {
      does: 'read a cluster for four hours',
      line: "fleetkeep access request --name inc-4711 --cluster prod-weu --group 6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70 --role reader --hours 4 --reason 'Read the events of the outage' --ticket INC-4711",
    },
  ],
  async run(context, options) {
    const { environment, read } = context;
    const missing = required.filter((name) => textOf(options[name]) === undefined);
    if (missing.length > 0) {
      throw new UsageError(`an access request needs ${missing.map((name) => `--${name}`).join(', ')}`);
    }
    const [cluster, ...others] = read.clusters ?? [];
    if (cluster === undefined || others.length > 0) {
      throw new UsageError('an access request is for one cluster: say --cluster once');
    }
    const said = (name: string): string => textOf(options[name]) ?? '';
    const { file, text } = await requestAccess(environment, {
      name: said('name'),
      repository: read.repository,
      props: {
        cluster,
        group: said('group'),
        role: said('role') as GrantRole,
        startsAt: textOf(options.startsAt) ?? timeOf(environment).toISOString(),
        expires: endIn(options),
        reason: said('reason'),
        ticket: said('ticket'),
        ...(options.namespace === undefined ? {} : { namespace: said('namespace') }),
      },
    });
    context.print(text);
    context.warn(`written to ${file}; commit it, and open a pull request\n`);
    return ExitCode.Clean;
  },
};

function endIn(options: OptionValues): AccessGrantProps['expires'] {
  const ends: readonly (AccessGrantProps['expires'] | undefined)[] = [
    options.hours === undefined ? undefined : { hours: Number(options.hours) },
    options.days === undefined ? undefined : { days: Number(options.days) },
    options.endsAt === undefined ? undefined : { at: textOf(options.endsAt) ?? '' },
  ];
  const [end, ...others] = ends.filter((one) => one !== undefined);
  if (end === undefined || others.length > 0) {
    throw new UsageError('an access request ends: say one of --hours, --days and --ends-at');
  }
  return end;
}
