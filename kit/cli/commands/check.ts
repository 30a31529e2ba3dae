import { setImmediate } from 'node:timers/promises';

import { type GivenPolicies, givenPolicies } from '../../core/check/given-policies';
import { isSeverity, severities } from '../../core/check/severity';
import { UsageError } from '../../core/errors';
import { type CommandSpec, type Context, listOf, textOf } from '../command';

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
    const [base, newOnly, failOn] = [textOf(options.base), options.newOnly === true, textOf(options.failOn)];
    if (newOnly && base === undefined)
      throw new UsageError('--new-only needs --base REVISION to compare with');
    if (failOn !== undefined && !isSeverity(failOn))
      throw new UsageError(`--fail-on '${failOn}' is no severity`);
    const policies = listOf(options.policies);
    const given = policies.length === 0 ? undefined : reading(context, policies);
    // The rest takes as long to load as the engine to start: it has its request before that.
    await setImmediate();
    const { runCheck } = await import('../run-check.ts');
    const allowPending = options.allowPending === true;
    return runCheck(context, { base, newOnly, policies, given, failOn, allowPending });
  },
};

/** Begins to read the policies; who waits for them is told what is wrong with them. */
function reading({ environment, engine }: Context, policies: readonly string[]): Promise<GivenPolicies> {
  const given = givenPolicies({ environment, engine }, policies);
  given.catch(() => undefined);
  return given;
}
