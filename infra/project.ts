import { App } from 'cdktf';

import type { Fleet } from '../fleet/fleet';
import { FleetValidationError } from '../fleet/fleet-validation-error';
import { resolveProject } from '../fleet/project';
import type { ResolvedFleet } from '../fleet/resolved-fleet';

import { readFirstDay } from './first-day';
import { synthesizeInfra } from './synthesize';
import { InfraValidationError } from './validations/infra-validation-error';
import { withoutCreationStacks } from './without-creation-stacks';

export interface SynthesizeProjectOptions {
  /** The folder of `fleet.ts` and `cdktf.json`. */
  readonly directory: string;
  /** Where the stacks go; the cdktf command line says it in `CDKTF_OUTDIR`. @default 'cdktf.out' */
  readonly outdir?: string;
  /** The time by which access grants have ended or not. */
  readonly now: Date;
  /**
   * Adds stacks of the project's own to the app, beside the fleet's: they are judged with them.
   *
   * @default - none
   */
  readonly addStacks?: (app: App, fleet: ResolvedFleet) => void;
  /** Where sentences for people go, one at a time. */
  readonly report: (line: string) => void;
}

/**
 * What `cdktf synth` runs: the declaration becomes Terraform.
 *
 * @returns what the process is to end with: 1 when the declaration has problems, all of which were reported
 */
export function synthesizeProject(
  fleet: Fleet,
  { directory, outdir, now, addStacks, report }: SynthesizeProjectOptions,
): 0 | 1 {
  try {
    const resolved = resolveProject(fleet, directory);
    const firstDay = readFirstDay(directory);
    const { endedGrants } = withoutCreationStacks(() => {
      const app = new App({ outdir });
      addStacks?.(app, resolved);
      const synthesized = synthesizeInfra(app, resolved, { now, firstDay });
      app.synth();
      return synthesized;
    });
    for (const grant of endedGrants) {
      report(
        `access grant '${grant.name}' on cluster '${grant.cluster}' ended at ${grant.endsAt} and is left out; delete its statement`,
      );
    }
    return 0;
  } catch (error) {
    if (!(error instanceof FleetValidationError || error instanceof InfraValidationError)) throw error;
    report(error.message);
    return 1;
  }
}
