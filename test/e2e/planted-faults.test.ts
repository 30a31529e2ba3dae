import { rmSync } from 'node:fs';
import { checks } from './fleet/checks';
import { faults } from './fleet/faults';
import { syncFleet } from './fleet/synced-fleet';
import { ensureBench } from './support/ensure-bench';
import { FleetRepository } from './support/fleet-repository';
import { SigningKey } from './support/signing-key';
import { synthesizeFleet } from './support/synthesize';

/** A bench that passes whatever happens proves nothing: each fault must be noticed, by the check that is about it. */
describe('a fault planted into the repository fails exactly the check that is about it', () => {
  let files: string;
  let key: SigningKey;

  beforeAll(async () => {
    await ensureBench();
    files = await synthesizeFleet();
    key = SigningKey.create();
  }, 3_600_000);

  afterAll(() => {
    key?.dispose();
    if (files) rmSync(files, { recursive: true, force: true });
  });

  test.each(faults)('$name', async ({ plant, fails, words }) => {
    const repository = FleetRepository.create(files, key, plant);
    const fleet = await syncFleet(repository, 'prod-weu');
    const failures = new Map<string, string>();
    try {
      for (const { name, run } of checks) {
        await run(fleet).catch((error: unknown) => failures.set(name, (error as Error).message));
      }
    } finally {
      await fleet.plane.stop({ keep: [...failures.keys()].join() !== fails });
      repository.dispose();
    }
    // With the words of a check that failed unexpectedly in the difference.
    const { [fails]: said, ...others } = Object.fromEntries(failures);
    expect(others).toEqual({});
    expect(said).toMatch(words);
  });
});
