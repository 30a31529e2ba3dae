import { rmSync } from 'node:fs';
import { FleetProject } from './support/fleet-project';
import { FleetRepository } from './support/fleet-repository';
import { SigningKey } from './support/signing-key';
import { synthesizeFleet } from './support/synthesize';
import { checks } from './fleet/checks';
import { syncFleet, type SyncedFleet } from './fleet/synced-fleet';
import { loop, rights } from './scenarios/scenarios';
import { ensureBench } from './support/ensure-bench';

describe('the example fleet, exactly as cdk8s synth wrote it, on a production cluster', () => {
  let files: string;
  let key: SigningKey;
  let project: FleetProject;
  let repository: FleetRepository;
  let fleet: SyncedFleet;
  let failed = true;

  beforeAll(async () => {
    await ensureBench();
    files = await synthesizeFleet();
    project = FleetProject.create();
    key = SigningKey.create();
    repository = FleetRepository.create(files, key);
    fleet = await syncFleet(repository, project, 'prod-weu');
    failed = false;
  }, 3_600_000);

  afterAll(async () => {
    await fleet?.plane.stop({ keep: failed });
    repository?.dispose();
    project?.dispose();
    key?.dispose();
    if (files) rmSync(files, { recursive: true, force: true });
  });

  test.each([...checks, ...rights, ...loop])('$name', async ({ run }) => {
    await run(fleet).catch((error: unknown) => {
      failed = true;
      throw error;
    });
  });
});
