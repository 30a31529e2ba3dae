import type { CommandSpec } from '../command';
import { complete } from '../completion';
import { ExitCode } from '../exit-code';

/** `fleetkeep __complete`, which the scripts of `completion` call. */
export const completeCommand: CommandSpec = {
  description: 'Prints what the last of some words may become, a line each.',
  operand: { name: '<words>', description: 'a line each, the last being the one that is typed' },
  options: [],
  examples: [{ does: 'what begins with g', line: 'fleetkeep __complete g' }],
  async run(context, _, words = '') {
    // Who presses the tabulator key wants no explanation.
    const found = await complete(words.split('\n'), context).catch(() => []);
    context.print(found.map((word) => `${word}\n`).join(''));
    return ExitCode.Clean;
  },
};
