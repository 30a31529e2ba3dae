import { rmSync } from 'node:fs';
import { checks } from './fleet/checks';
import { faults } from './fleet/faults';
import { syncFleet } from './fleet/synced-fleet';
import { rights } from './scenarios/scenarios';
import { ensureBench } from './support/ensure-bench';
import { FleetProject } from './support/fleet-project';
import { FleetRepository } from './support/fleet-repository';
import { SigningKey } from './support/signing-key';
import { synthesizeFleet } from './support/synthesize';

/**
 * A bench that passes whatever happens proves nothing: each fault must be noticed, by the check that is about it. All are
 * planted into one repository, so that one control plane shows them all: what each check says names its own fault, and the
 * checks about which there is no fault must pass beside them.
 */
describe('a fault planted into the repository fails exactly the check that is about it', () => {
  let failures: Failures = {};

  beforeAll(async () => {
    await ensureBench();
    const files = await synthesizeFleet();
    const key = SigningKey.create();
    failures = await failuresWithAll(files, key);
    key.dispose();
    rmSync(files, { recursive: true, force: true });
  }, 3_600_000);

  test.each(faults)('$name', ({ fails, words }) => {
    expect(failures[fails]).toMatch(words);
  });

  test('nothing else fails', () => {
    const expected = faults.map(({ fails }) => fails);
    // With the words of a check that failed unexpectedly in the difference.
    expect(Object.entries(failures).filter(([name]) => !expected.includes(name))).toEqual([]);
  });
});

/** What each check that failed said, by the name of the check. */
type Failures = Readonly<Record<string, string>>;

async function failuresWithAll(files: string, key: SigningKey): Promise<Failures> {
  const project = FleetProject.create();
  const repository = FleetRepository.create(files, key, (directory) => {
    for (const { plant } of faults) plant(directory);
  });
  const fleet = await syncFleet(repository, project, 'prod-weu');
  const failures: Record<string, string> = {};
  try {
    for (const { name, run } of [...checks, ...rights]) {
      await run(fleet).catch((error: unknown) => (failures[name] = (error as Error).message));
    }
  } finally {
    const expected = new Set(faults.map(({ fails }) => fails));
    const asExpected = Object.keys(failures).length === expected.size;
    await fleet.plane.stop({ keep: !asExpected });
    repository.dispose();
    project.dispose();
  }
  return failures;
}
