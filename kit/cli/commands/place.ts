import { place } from '../../core/project/place';
import type { CommandSpec } from '../command';
import { ExitCode } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';

/** `fleetkeep place` */
export const placeCommand: CommandSpec = {
  description:
    "The last step of 'npm run synth': copies out/fleet to the project's root, removes what an earlier synth wrote and this one does not (by the committed list .fleetkeep/files.json), and lists the stacks of cdktf.out in .fleetkeep/stacks.json. What synth did not write is never overwritten.",
  options: [],
  examples: [{ does: 'after cdktf synth and cdk8s synth', line: 'fleetkeep place' }],
  run(context) {
    const placed = place({ root: context.environment.workingDirectory });
    const { written, removed, unchanged } = placed;
    const lines = [
      ...written.map((path) => `written  ${path}`),
      ...removed.map((path) => `removed  ${path}`),
      `${written.length} written, ${removed.length} removed, ${unchanged} unchanged`,
    ];
    const printers = { table: () => `${lines.join('\n')}\n`, json: () => json(placed) };
    context.print(print(printers, context.format));
    return Promise.resolve(ExitCode.Clean);
  },
};
