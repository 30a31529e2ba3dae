import { rmSync } from 'node:fs';
import { checks, type Check } from './fleet/checks';
import { faults, type Fault } from './fleet/faults';
import { syncFleet } from './fleet/synced-fleet';
import { rights } from './scenarios/scenarios';
import { ensureBench } from './support/ensure-bench';
import { FleetProject } from './support/fleet-project';
import { FleetRepository } from './support/fleet-repository';
import { SigningKey } from './support/signing-key';
import { synthesizeFleet } from './support/synthesize';

/** A bench that passes whatever happens proves nothing: each fault must be noticed, by the check that is about it. */
describe('a fault planted into the repository fails exactly the check that is about it', () => {
  /** Faults that share a control plane: none of them touches what another is about. */
  const planes: readonly (readonly Fault[])[] = [
    ...faults.filter(({ among }) => among === 'checks').map((fault) => [fault]),
    faults.filter(({ among }) => among === 'rights'),
  ];
  const outcomes = new Map<Fault, PromiseSettledResult<Failures>>();

  // Side by side, a control plane each: most of a check's time is waiting for controllers.
  beforeAll(async () => {
    await ensureBench();
    const files = await synthesizeFleet();
    const key = SigningKey.create();
    const settled = await Promise.allSettled(planes.map((planted) => failuresWith(planted, files, key)));
    planes.forEach((planted, index) => planted.forEach((fault) => outcomes.set(fault, settled[index]!)));
    key.dispose();
    rmSync(files, { recursive: true, force: true });
  }, 3_600_000);

  test.each(faults)('$name', (fault) => {
    const outcome = outcomes.get(fault)!;
    if (outcome.status === 'rejected') throw outcome.reason;
    const expected = planes.find((planted) => planted.includes(fault))!.map(({ fails }) => fails);
    // With the words of a check that failed unexpectedly in the difference.
    const others = Object.entries(outcome.value).filter(([name]) => !expected.includes(name));
    expect(others).toEqual([]);
    expect(outcome.value[fault.fails]).toMatch(fault.words);
  });
});

/** What each check that failed said, by the name of the check. */
type Failures = Readonly<Record<string, string>>;

async function failuresWith(planted: readonly Fault[], files: string, key: SigningKey): Promise<Failures> {
  const project = FleetProject.create();
  const repository = FleetRepository.create(files, key, (directory) => {
    for (const { plant } of planted) plant(directory);
  });
  const fleet = await syncFleet(repository, project, 'prod-weu');
  const failures: Record<string, string> = {};
  try {
    for (const { name, run } of checksFor(planted)) {
      await run(fleet).catch((error: unknown) => (failures[name] = (error as Error).message));
    }
  } finally {
    const expected = planted.map(({ fails }) => fails);
    await fleet.plane.stop({ keep: Object.keys(failures).sort().join() !== [...expected].sort().join() });
    repository.dispose();
    project.dispose();
  }
  return failures;
}

/** All checks; of the scenarios those about rights and policies, for what is planted there. */
function checksFor(planted: readonly Fault[]): readonly Check[] {
  return planted.some(({ among }) => among === 'rights') ? [...checks, ...rights] : checks;
}
