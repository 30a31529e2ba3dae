import { rmSync } from 'node:fs';
import { checks } from './fleet/checks';
import { faults, type Fault } from './fleet/faults';
import { syncFleet } from './fleet/synced-fleet';
import { ensureBench } from './support/ensure-bench';
import { FleetRepository } from './support/fleet-repository';
import { SigningKey } from './support/signing-key';
import { synthesizeFleet } from './support/synthesize';

/** A bench that passes whatever happens proves nothing: each fault must be noticed, by the check that is about it. */
describe('a fault planted into the repository fails exactly the check that is about it', () => {
  let failures: ReadonlyMap<Fault, PromiseSettledResult<Failures>>;

  // Side by side, a control plane each: most of a check's time is waiting for controllers.
  beforeAll(async () => {
    await ensureBench();
    const files = await synthesizeFleet();
    const key = SigningKey.create();
    const outcomes = await Promise.allSettled(faults.map((fault) => failuresWith(fault, files, key)));
    failures = new Map(faults.map((fault, index) => [fault, outcomes[index]!]));
    key.dispose();
    rmSync(files, { recursive: true, force: true });
  }, 3_600_000);

  test.each(faults)('$name', (fault) => {
    const outcome = failures.get(fault)!;
    if (outcome.status === 'rejected') throw outcome.reason;
    // With the words of a check that failed unexpectedly in the difference.
    const { [fault.fails]: said, ...others } = outcome.value;
    expect(others).toEqual({});
    expect(said).toMatch(fault.words);
  });
});

/** What each check that failed said, by the name of the check. */
type Failures = Readonly<Record<string, string>>;

async function failuresWith({ plant, fails }: Fault, files: string, key: SigningKey): Promise<Failures> {
  const repository = FleetRepository.create(files, key, plant);
  const fleet = await syncFleet(repository, 'prod-weu');
  const failures: Record<string, string> = {};
  try {
    for (const { name, run } of checks) {
      await run(fleet).catch((error: unknown) => (failures[name] = (error as Error).message));
    }
  } finally {
    await fleet.plane.stop({ keep: Object.keys(failures).join() !== fails });
    repository.dispose();
  }
  return failures;
}
