import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureProgram } from '../support/build-programs';
import { ControlPlane } from '../support/control-plane';
import { eventually } from '../support/eventually';
import type { FleetProject } from '../support/fleet-project';
import type { FleetRepository } from '../support/fleet-repository';
import { startFlux } from '../support/flux';
import { startGatekeeper } from '../support/gatekeeper';
import { conditionOf, type KubernetesObject, type ObjectReference } from '../support/kubernetes-object';
import type { RenderedClusterDocument } from '../../../kit/core/render/document';
import { createAdmissionNamespace } from './admission-namespace';
import { gatekeeperChart } from './gatekeeper-chart';
import { renderCluster } from './render-cluster';
import { ReadinessLog } from './readiness-log';

const kustomize = 'kustomize.toolkit.fluxcd.io/v1';
const source = 'source.toolkit.fluxcd.io/v1';
const gatekeeperRelease: ObjectReference = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  namespace: 'gatekeeper-system',
  name: 'gatekeeper',
};

/** A whole cluster is there in one minute; in ten when several come up at once on a machine that is busy. */
const secondsToSync = 600;

/** A cluster of the fleet that came up from nothing but Git, as far as it came. */
export interface SyncedFleet {
  readonly plane: ControlPlane;
  readonly repository: FleetRepository;
  /** The declaration that the repository was synthesised from. */
  readonly project: FleetProject;
  /** What `fleetkeep render` promised for the cluster. */
  readonly promised: RenderedClusterDocument;
  readonly log: ReadinessLog;
  /** Kustomizations that were promised and did not become Ready, with why. */
  readonly notReady: readonly string[];
}

/**
 * Starts a control plane with Flux and lets it follow the repository as the given cluster would: the source and the root
 * are applied by hand, as the repository's own instructions say, everything else comes from Git.
 */
export async function syncFleet(
  repository: FleetRepository,
  project: FleetProject,
  cluster: string,
): Promise<SyncedFleet> {
  const promised = await renderCluster(repository.path, cluster, 'main');
  const plane = await ControlPlane.start(cluster);
  try {
    await createAdmissionNamespace(plane.admin);
    await startFlux(plane, {
      repositories: { [sourceUrl(promised)]: repository.path },
      ownReleases: [`${gatekeeperRelease.namespace}/${gatekeeperRelease.name}`],
    });
    const log = await ReadinessLog.listen(plane);
    const operators = Promise.allSettled([
      putCredentials(plane, promised),
      installGatekeeper(plane, promised),
    ]);
    await applyEntry(plane, join(repository.path, promised.entry, 'flux-system'));
    const notReady = [...(await waitForAll(plane, promised))];
    for (const outcome of await operators) {
      if (outcome.status === 'rejected') notReady.push((outcome.reason as Error).message);
    }
    return { plane, repository, project, promised, log, notReady };
  } catch (error) {
    await plane.stop({ keep: true });
    throw error;
  }
}

function sourceUrl(promised: RenderedClusterDocument): string {
  const root = promised.resources.find(
    ({ kind, namespace, name }) =>
      kind === 'GitRepository' && namespace === 'flux-system' && name === 'flux-system',
  );
  const spec = root?.object['spec'] as { readonly url?: string } | undefined;
  if (!spec?.url) throw new Error('the repository declares no GitRepository flux-system/flux-system');
  return spec.url;
}

/** "Put there by whoever runs the cluster" (the repository's README): the Secrets that sources read with. */
async function putCredentials(plane: ControlPlane, promised: RenderedClusterDocument): Promise<void> {
  const sources = promised.resources.filter(({ kind }) => kind === 'GitRepository');
  await Promise.all(
    sources.map(async ({ namespace, object }) => {
      const { secretRef } = object['spec'] as { readonly secretRef?: { readonly name: string } };
      if (!secretRef) return;
      await eventually(
        `namespace ${namespace}`,
        () => plane.admin.find({ apiVersion: 'v1', kind: 'Namespace', name: namespace }),
        { seconds: secondsToSync },
      );
      await plane.admin.apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: secretRef.name, namespace },
        stringData: { username: 'git', password: 'not-used-by-the-stand-in' },
      });
    }),
  );
}

/** Takes helm-controller's part for the one release that must do something: Gatekeeper. */
async function installGatekeeper(plane: ControlPlane, promised: RenderedClusterDocument): Promise<void> {
  const release = await eventually(
    'the HelmRelease of Gatekeeper',
    () => plane.admin.find(gatekeeperRelease),
    { seconds: secondsToSync },
  );
  await startGatekeeper(plane, gatekeeperChart(promised));
  const condition = {
    type: 'Ready',
    status: 'True',
    reason: 'StandIn',
    message: 'Gatekeeper runs as a process of this machine',
    lastTransitionTime: new Date().toISOString(),
    observedGeneration: release.metadata.generation,
  };
  const status = { observedGeneration: release.metadata.generation, conditions: [condition] };
  await plane.admin.merge(gatekeeperRelease, { status }, { subresource: 'status' });
}

async function applyEntry(plane: ControlPlane, folder: string): Promise<void> {
  const kubeconfig = plane.kubeconfig(plane.identities.admin);
  const kubectl = await ensureProgram('kubectl');
  await promisify(execFile)(kubectl, ['--kubeconfig', kubeconfig, 'apply', '--kustomize', folder]);
}

/** @returns those that are not Ready after the deadline */
async function waitForAll(
  plane: ControlPlane,
  promised: RenderedClusterDocument,
): Promise<readonly string[]> {
  const expected = promised.kustomizations.filter(({ kind }) => kind === 'Kustomization');
  let waiting: readonly string[] = [];
  try {
    await eventually(
      'every Kustomization to be Ready',
      async () => {
        plane.supervisor.assertAlive();
        const current = await plane.admin.list(kustomize, 'Kustomization');
        waiting = expected.flatMap(({ namespace, name }) => notReadyYet(current, namespace, name));
        return waiting.length === 0 || undefined;
      },
      { seconds: secondsToSync, every: 1_000 },
    );
  } catch (error) {
    if (waiting.length === 0) throw error;
  }
  return waiting;
}

function notReadyYet(
  objects: readonly KubernetesObject[],
  namespace: string,
  name: string,
): readonly string[] {
  const object = objects.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  if (conditionOf(object, 'Ready')?.status === 'True') return [];
  return [`${namespace}/${name}: ${object ? stateOf(object) : 'not there'}`];
}

/** What the object says of itself, in one line. */
function stateOf(object: KubernetesObject): string {
  const ready = conditionOf(object, 'Ready');
  return `${ready?.reason}: ${ready?.message}`;
}

/** `flux reconcile`: asks for a look now, and waits until it was had. */
export async function reconcile(
  plane: ControlPlane,
  kind: 'GitRepository' | 'Kustomization',
  namespace: string,
  name: string,
): Promise<KubernetesObject> {
  const reference = { apiVersion: kind === 'GitRepository' ? source : kustomize, kind, namespace, name };
  const requestedAt = await requestReconciliation(plane, reference);
  return eventually(`${kind} ${namespace}/${name} to reconcile`, async () => {
    plane.supervisor.assertAlive();
    const object = await plane.admin.read(reference);
    const { lastHandledReconcileAt } = (object['status'] ?? {}) as {
      readonly lastHandledReconcileAt?: string;
    };
    if (lastHandledReconcileAt === requestedAt) return object;
    throw new Error(stateOf(object));
  });
}

/** Asks for a look now. @returns the mark that the object's status repeats when it was had */
export async function requestReconciliation(
  plane: ControlPlane,
  reference: ObjectReference,
): Promise<string> {
  const requestedAt = `${Date.now()}-${Math.random()}`;
  await plane.admin.merge(reference, {
    metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': requestedAt } },
  });
  return requestedAt;
}
