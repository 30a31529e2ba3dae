import { rmSync } from 'node:fs';
import { applyAll } from './support/apply-all';
import { ControlPlane } from './support/control-plane';
import { ensureBench } from './support/ensure-bench';
import { eventually } from './support/eventually';
import { startGatekeeper } from './support/gatekeeper';
import { referenceOf } from './support/kubernetes-object';
import { admissionVerdict, isEnforced } from './samples/admission-verdict';
import { check, verdictOf, type CheckFinding } from './samples/check-document';
import { allPolicies, labelledSamples } from './samples/labelled-sample';
import { samplesRepository } from './samples/samples-repository';
import { gatekeeperChart } from './fleet/gatekeeper-chart';
import { renderCluster } from './fleet/render-cluster';
import { synthesizeFleet } from './support/synthesize';

const samples = labelledSamples();

describe('what fleetkeep check says of a sample is what admission says', () => {
  let plane: ControlPlane | undefined;
  let repository: string | undefined;
  let fleet: string | undefined;
  let findings: readonly CheckFinding[];
  let failed = true;

  beforeAll(async () => {
    await ensureBench();
    repository = samplesRepository();
    fleet = await synthesizeFleet();
    findings = await check('--repository', repository, '--entry', 'samples=./cluster');
    plane = await ControlPlane.start('samples');
    await startGatekeeper(plane, gatekeeperChart(await renderCluster(fleet, 'prod-weu')));
    await enforceAll(plane);
    failed = false;
  }, 3_600_000);

  afterAll(async () => {
    await plane?.stop({ keep: failed });
    for (const folder of [repository, fleet]) if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test.each(samples)('$label', async ({ object }) => {
    const verdict = await admissionVerdict(plane!.admin, object).catch((error: unknown) => {
      failed = true;
      throw error;
    });
    expect(verdict).toEqual(verdictOf(findings, object));
  });
});

/** Templates, then constraints and expansions, until Gatekeeper says that it enforces them all. */
async function enforceAll(plane: ControlPlane): Promise<void> {
  const { templates, constraints, expansions } = allPolicies();
  await applyAll(plane.admin, templates);
  for (const template of templates) {
    await eventually(`template ${template.metadata.name}`, async () => {
      const { status } = (await plane.admin.read(referenceOf(template))) as {
        readonly status?: { readonly created?: boolean };
      };
      return status?.created || undefined;
    });
  }
  for (const constraint of constraints) {
    await eventually(`constraint ${constraint.metadata.name} to be applied`, () =>
      plane.admin.apply(constraint),
    );
  }
  await applyAll(plane.admin, expansions);
  for (const constraint of constraints) {
    await eventually(
      `constraint ${constraint.metadata.name} to be enforced`,
      async () => isEnforced(await plane.admin.read(referenceOf(constraint))) || undefined,
    );
  }
  for (const expansion of expansions) {
    await eventually(`expansion ${expansion.metadata.name}`, async () => {
      const { status } = (await plane.admin.read(referenceOf(expansion))) as {
        readonly status?: { readonly byPod?: readonly unknown[] };
      };
      return (status?.byPod?.length ?? 0) > 0 || undefined;
    });
  }
  const namespaces = new Set(samples.flatMap(({ object }) => object.metadata.namespace ?? []));
  for (const name of namespaces) {
    await plane.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await eventually(`the service account of namespace ${name}`, () =>
      plane.admin.find({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: name, name: 'default' }),
    );
  }
}
