import { App } from 'cdktf';
import type { ResolvedFleet } from '../../../fleet/resolved-fleet';
import type { FirstDay } from '../../../infra/first-day';
import { synthesizeInfra } from '../../../infra/synthesize';
import { temporaryFolder } from './temporary-folder';

/** What `infra/main.ts` does, into a temporary folder and at a given time. */
export function synthesisedFleet(fleet: ResolvedFleet, now: Date, firstDay?: FirstDay): string {
  const outdir = temporaryFolder('synthesised');
  const app = new App({ outdir, skipBackendValidation: true });
  synthesizeInfra(app, fleet, { now, firstDay });
  app.synth();
  return outdir;
}
