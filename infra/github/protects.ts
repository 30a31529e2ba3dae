import { type PlannedControl, planAllows } from '../../fleet/github-controls';
import type { ResolvedGithub } from '../../fleet/resolved-fleet';

/** Whether a control is written: the plan can do it. What it cannot do has been accepted by name, or synth has failed. */
export function protects(github: ResolvedGithub, control: PlannedControl): boolean {
  return planAllows(control, github.plan, github.secretProtection);
}
