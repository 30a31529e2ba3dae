/**
 * What `cdktf synth` runs: fleet.ts becomes Terraform. The environment and the clock are read here and nowhere else.
 */
import { fleet } from '../fleet';

import { synthesizeProject } from './project';

process.exitCode = synthesizeProject(fleet, {
  directory: process.cwd(),
  outdir: process.env.CDKTF_OUTDIR,
  now: new Date(),
  report: (line) => console.error(line),
});
