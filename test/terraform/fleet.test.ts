import { fleet } from '../../fleet';
import { Cluster } from '../../fleet/cluster';
import { readLock } from '../../fleet/lock-file';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import type { BenchEnvironment } from './support/bench-environment';
import type { BenchStack } from './support/bench-stack';
import { duplicateIds } from './support/duplicate-ids';
import { signedRepository } from './support/github-answers';
import './support/matchers';
import { repositoryRoot } from './support/paths';
import { describeTerraform } from './support/requirements';
import { synthesisedFleet } from './support/synthesised-fleet';
import { terraformBench } from './support/terraform-bench';

/** Milliseconds for some sixty runs of Terraform, on a machine that does much else. */
const settleTimeout = 1_500_000;
const now = new Date('2026-12-01T00:00:00Z');
const { fleet: example, lock } = fleet.resolve(readLock(repositoryRoot));
const clusters = example.clusters.map((cluster) => `cluster-${cluster.name}`);
const stacks = ['state', 'github', 'protection', 'hub', ...clusters, 'access'];

/** The example with one more cluster, in a region that has others. */
function withOneMore(): ResolvedFleet {
  const added = new Cluster(fleet, 'dev-two', { stage: 'dev', kubernetesVersion: '1.34' });
  const { fleet: resolved } = fleet.resolve(lock);
  fleet.node.tryRemoveChild(added.node.id);
  return resolved;
}

/** Planned changes of now by stack and action; stacks that change nothing are left out. */
async function planned(stacks: readonly BenchStack[]): Promise<Record<string, readonly string[]>> {
  const entries: [string, readonly string[]][] = [];
  for (const stack of stacks) {
    const { changes, report, succeeded } = await stack.planNow();
    if (!succeeded) throw new Error(report);
    if (changes.length > 0)
      entries.push([stack.name, [...new Set(changes.map(({ action }) => action))].sort()]);
  }
  return Object.fromEntries(entries);
}

describeTerraform('the example fleet', () => {
  let bench: BenchEnvironment;

  beforeAll(async () => {
    bench = await terraformBench(synthesisedFleet(example, now), { data: signedRepository(example) });
    await bench.settleAll();
  }, settleTimeout);

  test('these are its stacks', () => {
    expect(bench.stacks.map((stack) => stack.name).sort()).toEqual([...stacks].sort());
  });

  test.each([
    ['state', 'github'],
    ['github', 'protection'],
    ['state', 'hub'],
    ...clusters.map((cluster) => ['hub', cluster]),
    ['cluster-prod-weu', 'access'],
  ])('%s comes before %s', (earlier, later) => {
    const names = bench.stacks.map((stack) => stack.name);
    expect(names.indexOf(earlier)).toBeLessThan(names.indexOf(later));
  });

  describe.each(stacks)('stack %s', (name) => {
    test('has a backend that Terraform accepts', () => expect(bench.stack(name)).toHaveValidBackend());
    test('validates', () => expect(bench.stack(name)).toValidate());
    test('plans cleanly', () => expect(bench.stack(name)).toPlanCleanly());
    test('applies, and a second plan is empty', () => expect(bench.stack(name)).toApplyAndSettle());
    test('gives no warning', async () => expect((await bench.stack(name).plan()).warnings).toEqual([]));
  });

  test('no two resources, in whichever stacks, are one thing in the cloud', async () => {
    expect(await duplicateIds(bench.stacks)).toEqual([]);
  });

  test("a cluster takes the hub's values from the hub's state", async () => {
    const { westeurope } = await bench.stack('hub').outputs();
    const cluster = JSON.stringify(await bench.stack('cluster-prod-weu').state());
    const { registry_id, log_workspace_id } = westeurope as Record<string, string>;
    expect(cluster).toContain(registry_id);
    expect(cluster).toContain(log_workspace_id);
  });

  describe('a change, over what was applied', () => {
    test('adding a cluster creates its own stack and changes no other', async () => {
      const after = withOneMore();
      bench.tell({ data: signedRepository(after) });
      bench.replace(synthesisedFleet(after, now));
      expect(await planned(bench.stacks)).toEqual({ 'cluster-dev-two': ['create'] });
    });

    test('the time changes nothing until a grant has ended; then the grant alone goes', async () => {
      const dependent = ['access', 'cluster-prod-weu'];
      bench.replace(synthesisedFleet(example, new Date('2026-12-01T11:59:59Z')));
      expect(await planned(dependent.map((name) => bench.stack(name)))).toEqual({});
      bench.replace(synthesisedFleet(example, new Date('2026-12-01T12:00:01Z')));
      expect(await planned(dependent.map((name) => bench.stack(name)))).toEqual({ access: ['delete'] });
    });
  });
});
