import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';

import { fleet } from '../fleet';
import { FleetValidationError } from '../fleet/fleet-validation-error';
import { resolveProject } from '../fleet/project';
import { acceptancesOf } from '../k8s/policies/acceptances';
import { buildEngine } from './build-engine';
import { fleetRepository, synthesizeExample } from './synth-example';

const root = join(__dirname, '..');

/**
 * `npm start`: builds the engine, synthesises the example fleet, and prints the overview of what every cluster would
 * get. `npm start -- --repository PATH|URL` does the reading half on any Flux repository; other options of
 * `fleetkeep get clusters` are passed on.
 *
 * Ends with 0, also with findings; 2 for a declaration or repository that cannot be read; 3 when something could not
 * be evaluated.
 */
async function main(): Promise<void> {
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  const parameters = process.argv.slice(2);
  await buildEngine(report);
  const foreign = parameters.some((parameter) => /^--repository(=|$)/.test(parameter));
  if (!foreign) {
    // Said once, and before two programs stumble over it at the same time.
    acceptancesOf(resolveProject(fleet, root));
    await synthesizeExample(report);
  }
  const repository = foreign ? [] : ['--repository', fleetRepository];
  const overview = spawnSync(
    process.execPath,
    [join(root, 'bin', 'fleetkeep.js'), 'get', 'clusters', ...repository, ...parameters],
    { stdio: 'inherit' },
  );
  if (!foreign) {
    const path = relative(process.cwd(), fleetRepository);
    report(`\nThe findings, one by one:  node bin/fleetkeep.js check --repository ${path}`);
  }
  process.exitCode = overview.status ?? 3;
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  // The declaration is the user's input; what else fails could not be evaluated.
  process.exitCode = error instanceof FleetValidationError ? 2 : 3;
});
