/**
 * What `npm run synth` of the bench's project runs: the real synth of the fleet beside this file into the folder that it
 * stands in; then every remote state is moved into a folder (`FLEETKEEP_STATES`), as on the whole bench.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { synthesizeProject } from '../../../infra/project';
import { benchOverride, overrideFileName } from '../support/bench-override';
import { readSynthesisedStacks, stateBackend } from '../support/synthesised-stack';
import { fleet } from './fleet';

const directory = process.cwd();
process.exitCode = synthesizeProject(fleet, {
  directory,
  now: new Date('2026-12-01T09:00:00Z'),
  report: (line) => console.error(line),
});
const stacks = readSynthesisedStacks(join(directory, 'cdktf.out'));
for (const stack of stacks) {
  // The first day's own file is what the state is moved from.
  const isLocal = stateBackend(stack)?.backend === 'local';
  const override = isLocal ? {} : benchOverride(stack, stacks, process.env.FLEETKEEP_STATES ?? '');
  writeFileSync(join(stack.folder, overrideFileName), JSON.stringify(override));
}
