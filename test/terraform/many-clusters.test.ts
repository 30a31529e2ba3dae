import type { ClusterProps } from '../../fleet/cluster';
import { type Declared, resolve } from '../infra/synth';
import { signedRepository } from './support/github-answers';
import './support/matchers';
import { describeTerraform } from './support/requirements';
import { synthesisedFleet } from './support/synthesised-fleet';
import { terraformBench } from './support/terraform-bench';

const now = new Date('2026-12-01T09:00:00Z');
const size = 100;
const regions = ['westeurope', 'northeurope', 'swedencentral', 'germanywestcentral'];
const stages = ['dev', 'staging', 'prod'];

/** A hundred clusters in three stages and four regions, which all say as little as they can. */
const clusters = Object.fromEntries(
  Array.from({ length: size }, (_, index): [string, Partial<ClusterProps>] => [
    `c-${String(index).padStart(3, '0')}`,
    { stage: stages[index % stages.length], location: regions[index % regions.length] },
  ]),
);
const declared: Declared = { clusters };

/** All of them take most of an hour of a small machine: a sample runs, unless FLEETKEEP_BENCH_ALL_CLUSTERS is set. */
const names = Object.keys(clusters).map((name) => `cluster-${name}`);
const sample = process.env['FLEETKEEP_BENCH_ALL_CLUSTERS']
  ? names
  : names.filter((_, index) => [0, 49, size - 1].includes(index));

describeTerraform(`a fleet of ${size} clusters`, () => {
  const fleet = resolve(declared);
  const environment = terraformBench(synthesisedFleet(fleet, now), { data: signedRepository(fleet) });

  test('has a stack for each', async () => {
    const { stacks } = await environment;
    expect(stacks.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  test.each(['state', 'hub', ...sample])('%s applies, and a second plan is empty', async (name) => {
    const bench = await environment;
    await expect(bench.stack(name)).toApplyAndSettle();
  });
});
