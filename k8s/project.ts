import { rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Fleet } from '../fleet/fleet';
import { resolveProject } from '../fleet/project';
import { synthesizeRepository } from './synthesize';

export interface SynthesizeProjectOptions {
  /** The folder of `fleet.ts`. */
  readonly directory: string;
  /**
   * The cdk8s command line empties the folder that it names in `CDK8S_OUTDIR`.
   *
   * @default 'out/fleet', emptied here
   */
  readonly outdir?: string;
}

/**
 * What `cdk8s synth` runs: the declaration becomes the content of the fleet repository.
 *
 * @throws FleetValidationError with every problem, before anything is written
 */
export function synthesizeProject(fleet: Fleet, { directory, outdir }: SynthesizeProjectOptions): void {
  const resolved = resolveProject(fleet, directory);
  const own = join(directory, 'out', 'fleet');
  if (outdir === undefined) rmSync(own, { recursive: true, force: true });
  synthesizeRepository(resolved, outdir ?? own);
}
