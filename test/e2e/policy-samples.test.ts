import { rmSync } from 'node:fs';
import { catalogue } from '../../policies/catalogue';
import { syncSet } from '../../policies/sync-set';
import { applyAll } from './support/apply-all';
import { ControlPlane } from './support/control-plane';
import { fluxDefinitions } from './support/custom-resource-definitions';
import { ensureBench } from './support/ensure-bench';
import { eventually } from './support/eventually';
import { startGatekeeper } from './support/gatekeeper';
import type { Endpoint } from './support/https-json';
import { KubernetesClient } from './support/kubernetes-client';
import { nameOf, referenceOf, type KubernetesObject } from './support/kubernetes-object';
import {
  createWithPods,
  deployment,
  enforceAccepted,
  leaveOnlyDigests,
  notAccepted,
} from './samples/accepted-risk';
import { admissionVerdict, podToDebug } from './samples/admission-verdict';
import { check, constraintsOf, verdictOf, type CheckFinding } from './samples/check-document';
import { enforce } from './samples/enforce';
import { createUnjudged, deletionVerdict, touch, updateVerdict } from './samples/existing-objects';
import { gatekeeperVerdict } from './samples/gatekeeper-verdict';
import { labelledSamples, policyObjects, standaloneObjects } from './samples/labelled-sample';
import { refusedByKubernetes } from './samples/of-kubernetes';
import { inventoryObjects, requestSamples } from './samples/request-sample';
import { SamplesRepository } from './samples/samples-repository';
import { fluxWithGrant } from './samples/writer';
import { gatekeeperChart } from './fleet/gatekeeper-chart';
import { renderCluster } from './fleet/render-cluster';
import { synthesizeFleet } from './support/synthesize';

const samples = labelledSamples();
const judged = samples.filter(({ label }) => !refusedByKubernetes.has(label));

describe('every shipped policy, in Gatekeeper itself', () => {
  let plane: ControlPlane | undefined;
  let webhook: Endpoint;
  let repository: SamplesRepository;
  let writer: KubernetesClient;
  let failed = true;

  beforeAll(async () => {
    await ensureBench();
    plane = await ControlPlane.start('samples');
    const fleet = await synthesizeFleet();
    const chart = gatekeeperChart(await renderCluster(fleet, 'prod-weu'));
    rmSync(fleet, { recursive: true, force: true });
    webhook = await startGatekeeper(plane, chart);
    repository = SamplesRepository.create(
      chart.find(({ kind }) => kind === 'ValidatingWebhookConfiguration')!,
    );
    writer = new KubernetesClient({
      ...plane.endpoint(plane.identities.admin),
      impersonated: fluxWithGrant,
    });
    await prepare(plane);
    failed = false;
  }, 3_600_000);

  afterAll(async () => {
    await plane?.stop({ keep: failed });
    repository?.dispose();
  });

  /** What `fleetkeep check` finds in the samples' cluster. */
  function checked(...parameters: readonly string[]): Promise<readonly CheckFinding[]> {
    return check('--repository', repository.path, '--entry', 'samples=./cluster', ...parameters);
  }

  /** What fails leaves the logs behind. */
  async function watched<T>(verdict: Promise<T>): Promise<T> {
    return verdict.catch((error: unknown) => {
      failed = true;
      throw error;
    });
  }

  describe('what fleetkeep check says of a sample is what admission says', () => {
    let findings: readonly CheckFinding[];

    beforeAll(async () => {
      findings = await checked('--revision', 'main');
      await enforce(plane!.admin, standaloneObjects());
    }, 600_000);

    test.each(judged)('$label', async ({ object }) => {
      expect(await watched(admissionVerdict(writer, object))).toEqual(verdictOf(findings, object));
    });

    test.each([...refusedByKubernetes])('%s is refused by Kubernetes itself', async (label, words) => {
      const sample = samples.find((candidate) => candidate.label === label);
      await expect(admissionVerdict(writer, sample!.object)).rejects.toThrow(words);
    });
  });

  describe('a sample of a request, or of a policy that looks at other objects, is judged as its name says', () => {
    beforeAll(async () => {
      await enforce(plane!.admin, policyObjects());
    }, 600_000);

    test.each(requestSamples())('$label', async ({ policy, expectation, request }) => {
      await watched(
        eventually(
          `${policy.id} to say that this is ${expectation}`,
          async () => {
            const verdict = await gatekeeperVerdict(webhook, plane!.admin, request);
            const denied = constraintsOf(verdict).includes(policy.id);
            if (denied === (expectation === 'disallowed')) return true;
            throw new Error(`it says: ${verdict.join('; ') || 'allowed'}`);
          },
          // Gatekeeper's copy of other objects follows the cluster.
          { seconds: policy.referential === undefined ? 1 : 20 },
        ),
      );
    });
  });

  describe('the example’s accepted risk lets in what it is about, and nothing else', () => {
    beforeAll(async () => {
      await watched(leaveOnlyDigests(plane!.admin));
      await watched(enforceAccepted(plane!.admin, '2099-01-01T00:00:00Z'));
    }, 600_000);

    test('the Deployment, and the ReplicaSet and Pod that Kubernetes makes of it', async () => {
      const owned = await watched(createWithPods(plane!.admin));
      expect([...owned].sort()).toEqual(['Pod', 'ReplicaSet']);
    });

    test.each(notAccepted)('%s is denied', async (_, object) => {
      const verdict = await watched(admissionVerdict(plane!.admin, object));
      expect(constraintsOf(verdict)).toEqual(['image-digests']);
    });

    test('when it has ended for good, the Deployment is denied like any other', async () => {
      await watched(enforceAccepted(plane!.admin, '2020-01-01T00:00:00Z'));
      await watched(
        eventually('the ended risk to be denied', async () => {
          const verdict = await admissionVerdict(plane!.admin, deployment('storefront'));
          return constraintsOf(verdict).includes('image-digests') || undefined;
        }),
      );
    });
  });

  describe('of objects that are there, fleetkeep check says what admission says', () => {
    const constraintNames = new Set(standaloneObjects().constraints.map(({ metadata }) => metadata.name));
    /** What `check` says beside the constraints, of what a commit takes away, Gatekeeper is not asked about. */
    const ofConstraints = ({ constraint }: CheckFinding): boolean => constraintNames.has(constraint);
    // Debug containers come by a request of their own, which is judged above.
    const updated = judged.filter(({ object }) => !podToDebug(object));
    let found: Readonly<Record<'updated' | 'deleted', readonly CheckFinding[]>>;

    beforeAll(async () => {
      repository.commitChanged('updated', (object) => ({
        ...object,
        metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...touch } },
      }));
      repository.commitWithoutSamples('deleted');
      found = {
        updated: (await checked('--revision', 'updated', '--base', 'main')).filter(ofConstraints),
        deleted: (await checked('--revision', 'deleted', '--base', 'main')).filter(ofConstraints),
      };
      await createUnjudged(writer, judged);
      await enforce(plane!.admin, standaloneObjects());
    }, 600_000);

    test.each(updated)('to an update: $label', async ({ object }) => {
      expect(await watched(updateVerdict(writer, object))).toEqual(verdictOf(found.updated, object));
    });

    test.each(judged)('to a deletion: $label', async ({ object }) => {
      expect(await watched(deletionVerdict(writer, object))).toEqual(
        verdictOf(found.deleted, object).map((line) => line.replace('] on deletion: ', '] ')),
      );
    });
  });
});

/** What was there before the policies: definitions, namespaces, who may write, pods to debug, and what samples meet. */
async function prepare({ admin }: ControlPlane): Promise<void> {
  await applyAll(admin, await fluxDefinitions());
  await admin.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'whoever-asks-may' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
  });
  const inventory = inventoryObjects();
  const requested = requestSamples().map(({ request }) => request.object ?? request.oldObject);
  const objects = [...samples.map(({ object }) => object), ...inventory, ...requested] as KubernetesObject[];
  for (const name of new Set(objects.flatMap((object) => object?.metadata?.namespace ?? []))) {
    await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await eventually(`the service account of namespace ${name}`, () =>
      admin.find({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: name, name: 'default' }),
    );
  }
  for (const { object } of samples) {
    const account = serviceAccountOf(object);
    if (account) await admin.apply(account);
    const pod = podToDebug(object);
    if (pod) await admin.create(pod);
  }
  await applyAll(admin, inventory);
  for (const policy of catalogue) {
    const sync = syncSet(policy);
    if (sync) await admin.apply({ ...sync });
  }
  for (const object of inventory) {
    if (!(await admin.find(referenceOf(object))))
      throw new Error(`${nameOf(referenceOf(object))} is not there`);
  }
}

/** The account that a Pod names: without it Kubernetes refuses the Pod before any policy is asked. */
function serviceAccountOf({ kind, metadata, ...object }: KubernetesObject): KubernetesObject | undefined {
  const { serviceAccountName: name } = (object['spec'] ?? {}) as { readonly serviceAccountName?: string };
  if (kind !== 'Pod' || !name) return undefined;
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: metadata.namespace } };
}
