import { describeChange, type PlannedChange } from './planned-change';
import type { TerraformOutcome } from './terraform-command';
import { describeDiagnostic, type TerraformDiagnostic } from './terraform-diagnostic';

/** How a step (validate, plan, apply, settle) of one stack went. */
export interface StackResult {
  readonly stack: string;
  readonly succeeded: boolean;
  readonly errors: readonly TerraformDiagnostic[];
  readonly warnings: readonly TerraformDiagnostic[];
  /** What a plan would change; empty for other steps. */
  readonly changes: readonly PlannedChange[];
  /** Everything said, for a person. */
  readonly report: string;
}

/** @param changes what the plan holds, where the command made one */
export function resultOf(
  stack: string,
  outcome: TerraformOutcome,
  changes: readonly PlannedChange[] = [],
): StackResult {
  const errors = outcome.diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = outcome.diagnostics.filter(({ severity }) => severity === 'warning');
  const succeeded = outcome.exitCode === 0 || (outcome.exitCode === 2 && errors.length === 0);
  const said = outcome.diagnostics.map((diagnostic) => describeDiagnostic(stack, diagnostic));
  if (!succeeded && errors.length === 0) said.push(outcome.errorOutput || outcome.output);
  const report = [`${outcome.command} in stack ${stack}`, ...said, ...changes.map(describeChange)].join('\n');
  return { stack, succeeded, errors, warnings, changes, report };
}

/** The result of a stack whose predecessor failed. */
export function notReached(stack: string, failed: StackResult): StackResult {
  const report = `Stack ${stack} was not reached, because it needs ${failed.stack}:\n${failed.report}`;
  return { stack, succeeded: false, errors: failed.errors, warnings: [], changes: [], report };
}
