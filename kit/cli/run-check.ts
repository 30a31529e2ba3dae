import { counts } from '../core/check/finding';
import type { GivenPolicies } from '../core/check/given-policies';
import { isAtLeast, type Severity } from '../core/check/severity';
import { checkAll } from '../core/workspace/check-all';
import type { Context } from './command';
import { type ExitCode, exitCodeOf } from './exit-code';
import { findingsCsv, findingsList, findingsTable } from './output/findings';
import { print } from './output/format';
import { json } from './output/json';
import { junit } from './output/junit';
import { newClustersNote } from './output/new-clusters';
import { notEvaluatedList, notEvaluatedBeside } from './output/not-evaluated';
import { sarif } from './output/sarif';
import { summaryLine } from './output/summary';
import { yaml } from './output/yaml';
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
  const { environment, engine, terminal } = context;
  const { base, newOnly, policies, given, failOn, allowPending } = question;
  const scope = await scopeFor(context, true);
  const result = await checkAll(environment, engine, scope, { base, newOnly, policies, given });
  const { report, metadata } = result;
  const people = (list: typeof findingsList, wide: boolean) => () =>
    list(report.findings, terminal, { states: base !== undefined }) +
    notEvaluatedList(report.notEvaluated, terminal, wide) +
    newClustersNote(report) +
    summaryLine(report.summary, terminal);
  const printers = {
    table: people(findingsList, false),
    wide: people(findingsTable, true),
    json: () => json(report),
    yaml: () => yaml(report),
    csv: () => findingsCsv(report.findings),
    sarif: () => json(sarif(report, metadata, context.version)),
    junit: () => junit(result),
  };
  context.print(print(printers, context.format));
  if (context.format === 'csv')
    context.warn(notEvaluatedBeside(report.notEvaluated, terminal, context.format) + newClustersNote(report));
  const counted = report.findings.filter(
    (finding) =>
      counts(finding) &&
      !(allowPending && finding.state === 'pending') &&
      (failOn === undefined || isAtLeast(finding.severity, failOn)),
  );
  return exitCodeOf({ notEvaluated: report.notEvaluated.length, findings: counted.length });
}
