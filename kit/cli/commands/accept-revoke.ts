import { revokeAcceptance } from '../../core/acceptances/write';
import { openRepository } from '../../core/repository/open';
import type { CommandSpec } from '../command';
import { ExitCode } from '../exit-code';

/** `fleetkeep accept revoke` */
export const acceptRevokeCommand: CommandSpec = {
  description:
    'Removes the file of an acceptance. When synth has compiled that and it is merged, pull requests and admission deny what it covered: correct that first.',
  operand: { name: '<name>', description: 'of the acceptance' },
  options: [],
  examples: [{ does: 'the driver is rewritten', line: 'fleetkeep accept revoke ra-0042' }],
  async run(context, _, name = '') {
    const repository = await openRepository(context.environment, context.read.repository);
    const file = await revokeAcceptance(repository, name);
    context.print(`${file} is removed.\n`);
    return ExitCode.Clean;
  },
};
