import { counts } from '../../core/check/finding';
import { isAtLeast, isSeverity, severities } from '../../core/check/severity';
import { UsageError } from '../../core/errors';
import { checkAll } from '../../core/workspace/check-all';
import { type CommandSpec, listOf, textOf } from '../command';
import { exitCodeOf } from '../exit-code';
import { findingsCsv, findingsList, findingsTable } from '../output/findings';
import { print } from '../output/format';
import { json } from '../output/json';
import { junit } from '../output/junit';
import { newClustersNote } from '../output/new-clusters';
import { notEvaluatedList, notEvaluatedBeside } from '../output/not-evaluated';
import { sarif } from '../output/sarif';
import { summaryLine } from '../output/summary';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep check` */
export const checkCommand: CommandSpec = {
  description:
    "Judges every resource of every cluster by Gatekeeper's own code: under the policies that the cluster itself gets, or under those of --policies. With --base also under the policies of the base, so that a change cannot switch off its own gate; what only an acceptance of the change covers is pending, and fails. What is accepted is shown and fails nothing. A folder of policies is taken as it is: workloads are judged by their pods only where it has ExpansionTemplates, as our packs have. Ends with 0 when all is clean, 1 with findings, 3 when something could not be judged.",
  options: [
    { flags: '--base <revision>', description: 'tell what is new since this revision (its merge base)' },
    { flags: '--new-only', description: 'leave out what is in the base already; needs --base' },
    {
      flags: '--fail-on <severity>',
      description: 'findings below it do not count for the exit code',
      choices: severities,
    },
    {
      flags: '--allow-pending',
      description:
        'findings that only an acceptance of the change itself covers do not fail: where a code owner must approve the merge',
    },
    {
      flags: '--policies <pack|folder>',
      description: "judge by these instead of the clusters' own policies; repeatable",
      repeatable: true,
    },
  ],
  examples: [
    { does: 'every cluster, under its own policies', line: 'fleetkeep check' },
    { does: 'what a branch would add', line: 'fleetkeep check --base origin/main --new-only' },
    {
      does: 'a repository that has no policies, by the standard',
      line: 'fleetkeep check --policies pod-security-restricted',
    },
    { does: 'for code scanning', line: 'fleetkeep check --base main -o sarif > fleetkeep.sarif' },
  ],
  async run(context, options) {
    const { environment, engine, terminal } = context;
    const [base, newOnly, failOn] = [textOf(options.base), options.newOnly === true, textOf(options.failOn)];
    if (newOnly && base === undefined)
      throw new UsageError('--new-only needs --base REVISION to compare with');
    if (failOn !== undefined && !isSeverity(failOn))
      throw new UsageError(`--fail-on '${failOn}' is no severity`);
    const scope = await scopeFor(context, true);
    const policies = listOf(options.policies);
    const result = await checkAll(environment, engine, scope, { base, newOnly, policies });
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
      context.warn(
        notEvaluatedBeside(report.notEvaluated, terminal, context.format) + newClustersNote(report),
      );
    const counted = report.findings.filter(
      (finding) =>
        counts(finding) &&
        !(options.allowPending === true && finding.state === 'pending') &&
        (failOn === undefined || isAtLeast(finding.severity, failOn)),
    );
    return exitCodeOf({ notEvaluated: report.notEvaluated.length, findings: counted.length });
  },
};
