import { fleet } from '../../fleet';
import { readLock } from '../../fleet/lock-file';
import type { BenchAnswer } from './support/bench-answers';
import type { BenchEnvironment } from './support/bench-environment';
import { headOfBranch, noBranch, signedRepository, syncCommit } from './support/github-answers';
import './support/matchers';
import { repositoryRoot } from './support/paths';
import { describeTerraform } from './support/requirements';
import type { StackResult } from './support/stack-result';
import { synthesisedFleet } from './support/synthesised-fleet';
import { terraformBench } from './support/terraform-bench';

const now = new Date('2026-12-01T00:00:00Z');
const { fleet: example } = fleet.resolve(readLock(repositoryRoot));
const unsigned = { verified: false, reason: 'unsigned' };
const repository = { type: 'github_repository', where: { full_name: 'acme/fleet' } };

describeTerraform('what GitHub says of the commits', () => {
  const synthesised = synthesisedFleet(example, now);
  let bench: BenchEnvironment;

  beforeAll(async () => {
    bench = await terraformBench(synthesised);
    await expect(bench.stack('hub')).toApplyAndSettle();
  });

  /** Later answers win over the earlier, which say that all is signed. */
  function planOf(stack: string, ...data: readonly BenchAnswer[]): Promise<StackResult> {
    bench.tell({ data: [...signedRepository(example), ...data] });
    bench.replace(synthesised);
    return bench.stack(stack).planNow();
  }

  test.each([
    { told: 'nothing was pushed', answer: noBranch(example), says: "has no branch 'main' yet" },
    {
      told: 'the head is unsigned',
      answer: headOfBranch(example, unsigned),
      says: 'could verify (unsigned)',
    },
    {
      told: 'the default branch is another',
      answer: { ...repository, values: { default_branch: 'trunk' } },
      says: "is 'trunk'",
    },
  ])('$told: nothing is protected', async ({ answer, says }) => {
    const { succeeded, errors } = await planOf('protection', answer);
    expect(succeeded).toBe(false);
    expect(errors.map(({ summary }) => summary)).toContain('Resource postcondition failed');
    expect(errors.map(({ detail }) => detail).join('\n')).toContain(says);
  });

  test('what a cluster would sync first is unsigned: the cluster is not made', async () => {
    const { succeeded, errors } = await planOf('cluster-dev-weu', syncCommit(example, 'dev-weu', unsigned));
    expect(succeeded).toBe(false);
    expect(errors.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("'cluster/dev-weu/flux-system' carries no signature"),
    ]);
  });

  test.each(['protection', 'cluster-dev-weu'])('all is signed: %s is planned', async (stack) => {
    expect(await planOf(stack)).toMatchObject({ succeeded: true, errors: [] });
  });
});
