/**
 * What `cdktf synth` runs: fleet.ts becomes Terraform. The environment and the clock are read here and nowhere else.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { App } from 'cdktf';

import { fleet } from '../fleet';
import { FleetValidationError } from '../fleet/fleet-validation-error';
import { resolveProject } from '../fleet/project';

import { synthesizeInfra } from './synthesize';

function main(): void {
  const resolved = resolveProject(fleet, process.cwd());
  const app = new App({ skipBackendValidation: true });
  const { endedGrants } = synthesizeInfra(app, resolved, { now: new Date() });
  app.synth();
  for (const grant of endedGrants) {
    console.error(
      `access grant '${grant.name}' on cluster '${grant.cluster}' ended ${grant.endsAt}: left out; delete its statement`,
    );
  }
}

main();
