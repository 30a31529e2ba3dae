/**
 * What `cdktf synth` runs: fleet.ts becomes Terraform. The environment and the clock are read here and nowhere else.
 */
import { App } from 'cdktf';

import { fleet } from '../fleet';
import { FleetValidationError } from '../fleet/fleet-validation-error';
import { resolveProject } from '../fleet/project';

import { readFirstDay } from './first-day';
import { synthesizeInfra } from './synthesize';
import { InfraValidationError } from './validations/infra-validation-error';
import { withoutCreationStacks } from './without-creation-stacks';

function main(): void {
  const resolved = resolveProject(fleet, process.cwd());
  const firstDay = readFirstDay(process.cwd());
  const { endedGrants } = withoutCreationStacks(() => {
    const app = new App({ outdir: process.env.CDKTF_OUTDIR });
    const synthesized = synthesizeInfra(app, resolved, { now: new Date(), firstDay });
    app.synth();
    return synthesized;
  });
  for (const grant of endedGrants) {
    console.error(
      `access grant '${grant.name}' on cluster '${grant.cluster}' ended at ${grant.endsAt} and is left out; delete its statement`,
    );
  }
}

try {
  main();
} catch (error) {
  const isAnswer = error instanceof FleetValidationError || error instanceof InfraValidationError;
  console.error(isAnswer ? error.message : error);
  process.exitCode = 1;
}
