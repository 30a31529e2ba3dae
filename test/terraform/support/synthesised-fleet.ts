import { App } from 'cdktf';
import type { ResolvedFleet } from '../../../fleet/resolved-fleet';
import { synthesizeInfra } from '../../../infra/synthesize';
import { temporaryFolder } from './temporary-folder';

/** What `infra/main.ts` does, into a temporary folder and at a given time. */
export function synthesisedFleet(fleet: ResolvedFleet, now: Date): string {
  const outdir = temporaryFolder('synthesised');
  const app = new App({ outdir, skipBackendValidation: true });
  synthesizeInfra(app, fleet, { now });
  app.synth();
  return outdir;
}
