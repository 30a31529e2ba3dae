import { eventually } from '../support/eventually';
import { nameOf, type KubernetesObject, type ObjectReference } from '../support/kubernetes-object';
import { differences } from './differences';
import { reconcile, type SyncedFleet } from './synced-fleet';

/** A Deployment is scaled and its image replaced by hand, and a Service deleted: Flux puts both back. */
export async function driftComesBack(fleet: SyncedFleet): Promise<void> {
  const { plane } = fleet;
  const deployment = find(fleet, 'Deployment');
  const before = await plane.admin.read(deployment.reference);
  await plane.admin.merge(deployment.reference, {
    spec: { replicas: replicasOf(before) + 1, template: { metadata: { labels: { edited: 'by-hand' } } } },
  });

  const service = find(fleet, 'Service');
  const { uid } = (await plane.admin.read(service.reference)).metadata;
  await plane.admin.remove(service.reference);

  for (const kustomization of new Set([deployment.kustomization, service.kustomization])) {
    const [namespace = '', name = ''] = kustomization.split('/');
    await reconcile(plane, 'Kustomization', namespace, name);
  }
  await eventually(`${nameOf(service.reference)} to come back`, async () => {
    const found = await plane.admin.find(service.reference);
    return found && found.metadata.uid !== uid ? found : undefined;
  });
  // A label that nobody else owns stays, as Kubernetes' ownership of fields has it: what Git says is what is put back.
  const after = await plane.admin.read(deployment.reference);
  const changed = differences(before['spec'], after['spec']).filter(
    (line) => !line.startsWith('/template/metadata/labels'),
  );
  if (changed.length > 0)
    throw new Error(`${nameOf(deployment.reference)} stayed edited: ${changed.join('; ')}`);
}

function find(
  { promised }: SyncedFleet,
  kind: string,
): { reference: ObjectReference; kustomization: string } {
  const resource = promised.resources.find(
    (candidate) =>
      candidate.kind === kind &&
      candidate.namespace !== '' &&
      !candidate.kustomization.startsWith('HelmRelease/'),
  );
  if (!resource) throw new Error(`the fleet has no ${kind} to try`);
  const { apiVersion, namespace, name, kustomization } = resource;
  return { reference: { apiVersion, kind, namespace, name }, kustomization };
}

function replicasOf(object: KubernetesObject): number {
  return (object['spec'] as { readonly replicas?: number }).replicas ?? 1;
}
