import { type AnyAcceptance, renewAcceptance } from '../../core/acceptances/write';
import { PolicyMetadataIndex } from '../../core/check/policy-metadata';
import { policiesAmong } from '../../core/check/policy-source';
import { UsageError } from '../../core/errors';
import { FleetReader } from '../../core/fleet-reader';
import { resourcesOf } from '../../core/render/rendering';
import { acceptedSeverity } from '../../core/vulnerabilities/write-acceptance';
import { type CommandSpec, textOf } from '../command';
import { ExitCode } from '../exit-code';

/** `fleetkeep accept renew` */
export const acceptRenewCommand: CommandSpec = {
  description:
    'Writes a new createdAt and expiresAt into the file of an acceptance, within the cap of its severity. What it is about stays as it is. The change is reviewed by a code owner as the first one was.',
  operand: { name: '<name>', description: 'of the acceptance' },
  options: [
    { flags: '--days <days>', description: 'how long from now; at most 30, 90 or 180 by severity' },
    { flags: '--reason <reason>', description: 'why it may still be taken (default: as before)' },
    { flags: '--ticket <ticket>', description: 'where that is recorded (default: as before)' },
  ],
  examples: [{ does: 'another month', line: 'fleetkeep accept renew ra-0042 --days 30' }],
  async run(context, options, name = '') {
    const days = textOf(options.days);
    if (days === undefined) throw new UsageError('say --days: an accepted risk has an end');
    const { environment, engine, read } = context;
    const reading = await new FleetReader(environment, engine, read).read();
    const metadata = new PolicyMetadataIndex();
    for (const cluster of reading.rendering.clusters) metadata.add(policiesAmong(resourcesOf(cluster)));
    const change = {
      days: Number(days),
      severity: (placed: AnyAcceptance) =>
        'policy' in placed.acceptance
          ? metadata.get(placed.acceptance.policy).severity
          : acceptedSeverity(environment, reading, placed.acceptance),
      reason: textOf(options.reason),
      ticket: textOf(options.ticket),
    };
    const file = await renewAcceptance(reading.repository, name, change, new Date());
    context.print(
      `${file} has a new end. It is in force when a code owner's review has let it in and synth has compiled it.\n`,
    );
    return ExitCode.Clean;
  },
};
