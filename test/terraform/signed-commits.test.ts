import { fleet } from '../../fleet';
import { readLock } from '../../fleet/lock-file';
import type { BenchAnswer } from './support/bench-answers';
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

describeTerraform('what GitHub says of the first push', () => {
  /** Later answers win over the earlier, which say that all is signed. */
  async function planOf(stack: string, ...data: readonly BenchAnswer[]): Promise<StackResult> {
    const bench = await terraformBench(synthesisedFleet(example, now), {
      data: [...signedRepository(example), ...data],
    });
    return bench.stack(stack).plan();
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
    expect(errors.map(({ detail }) => detail).join('\n')).toContain(
      "'cluster/dev-weu/flux-system' carries no signature",
    );
  });

  test('all is signed: both are planned', async () => {
    expect(await planOf('protection')).toMatchObject({ succeeded: true });
  });
});
