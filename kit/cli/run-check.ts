import { counts } from '../core/check/finding';
import type { GivenPolicies } from '../core/check/given-policies';
import { isAtLeast, type Severity } from '../core/check/severity';
import { checkAll } from '../core/workspace/check-all';
import type { Context } from './command';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkPrinters } from './output/check';
import { printerOf } from './output/format';
import { scopeFor } from './scope';

/** What `fleetkeep check` was asked. */
export interface CheckQuestion {
  readonly base?: string;
  readonly newOnly: boolean;
  /** The values of `--policies`. */
  readonly policies: readonly string[];
  /** What is read of them, where there are any. */
  readonly given?: Promise<GivenPolicies>;
  /** Findings below it do not count for the exit code. @default all count */
  readonly failOn?: Severity;
  /** Whether findings count that only an acceptance of the change itself covers. */
  readonly allowPending: boolean;
}

/** Checks, and prints in the format that was asked for. */
export async function runCheck(context: Context, question: CheckQuestion): Promise<ExitCode> {
  const { environment, engine, terminal, version } = context;
  const { base, newOnly, policies, given, failOn, allowPending } = question;
  const print = printerOf(checkPrinters, context.format);
  const scope = await scopeFor(context, true);
  const result = await checkAll(environment, engine, scope, { base, newOnly, policies, given });
  const { findings, notEvaluated } = result.report;
  const { output, beside } = await print(result, { terminal, version, states: base !== undefined });
  context.print(output);
  if (beside !== undefined) context.warn(beside);
  const counted = findings.filter(
    (finding) =>
      counts(finding) &&
      !(allowPending && finding.state === 'pending') &&
      (failOn === undefined || isAtLeast(finding.severity, failOn)),
  );
  return exitCodeOf({ notEvaluated: notEvaluated.length, findings: counted.length });
}
