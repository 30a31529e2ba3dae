import { rmSync } from 'node:fs';
import { applyAll } from './support/apply-all';
import { ControlPlane } from './support/control-plane';
import { ensureBench } from './support/ensure-bench';
import { eventually } from './support/eventually';
import { startGatekeeper } from './support/gatekeeper';
import { referenceOf } from './support/kubernetes-object';
import { admissionVerdict, isEnforced, podToDebug } from './samples/admission-verdict';
import { check, verdictOf, type CheckFinding } from './samples/check-document';
import { allPolicies, labelledSamples } from './samples/labelled-sample';
import { samplesRepository } from './samples/samples-repository';
import { gatekeeperChart } from './fleet/gatekeeper-chart';
import { renderCluster } from './fleet/render-cluster';
import { synthesizeFleet } from './support/synthesize';

const samples = labelledSamples();

/** What Kubernetes' own validation refuses, so that no policy is asked: no verdict to compare, for this reason. */
const refusedByKubernetes: ReadonlyMap<string, RegExp> = new Map([
  ['host-process/disallowed-init-container', /hostProcess containers then all containers/],
]);

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
    await prepare(plane);
    await enforceAll(plane);
    failed = false;
  }, 3_600_000);

  afterAll(async () => {
    await plane?.stop({ keep: failed });
    for (const folder of [repository, fleet]) if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const judged = samples.filter(({ label }) => !refusedByKubernetes.has(label));

  test.each(judged)('$label', async ({ object }) => {
    const verdict = await admissionVerdict(plane!.admin, object).catch((error: unknown) => {
      failed = true;
      throw error;
    });
    expect(verdict).toEqual(verdictOf(findings, object));
  });

  test.each([...refusedByKubernetes])('%s is refused by Kubernetes itself', async (label, words) => {
    const sample = samples.find((candidate) => candidate.label === label);
    await expect(admissionVerdict(plane!.admin, sample!.object)).rejects.toThrow(words);
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
}

/** The namespaces, and the pods that debug containers are attached to: they were there before the policies. */
async function prepare(plane: ControlPlane): Promise<void> {
  const namespaces = new Set(samples.flatMap(({ object }) => object.metadata.namespace ?? []));
  for (const name of namespaces) {
    await plane.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await eventually(`the service account of namespace ${name}`, () =>
      plane.admin.find({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: name, name: 'default' }),
    );
  }
  for (const { object } of samples) {
    const pod = podToDebug(object);
    if (pod) await plane.admin.create(pod);
  }
}
