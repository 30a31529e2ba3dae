import { parse, stringify } from 'yaml';
import { eventually } from '../support/eventually';
import { nameOf } from '../support/kubernetes-object';
import { reconcile, type SyncedFleet } from './synced-fleet';

/** A Service's file leaves the application's kustomization; the Service leaves the cluster. */
export async function droppedGoesAway({ plane, repository, promised }: SyncedFleet): Promise<void> {
  const service = promised.resources.find(
    ({ kind, file }) => kind === 'Service' && file.startsWith('tenants/'),
  );
  if (!service) throw new Error('the fleet has no Service of an application to drop');
  const { apiVersion, kind, namespace, name, file, kustomization } = service;
  const folder = file.slice(0, file.lastIndexOf('/'));
  repository.edit(`${folder}/kustomization.yaml`, (text) => {
    const content = parse(text) as { resources: readonly string[] };
    return stringify({
      ...content,
      resources: content.resources.filter((item) => `${folder}/${item}` !== file),
    });
  });
  repository.commit(`Drop ${nameOf(service)}`);

  const [ownerNamespace = '', owner = ''] = kustomization.split('/');
  const current = await plane.admin.read({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    namespace: ownerNamespace,
    name: owner,
  });
  const { sourceRef } = current['spec'] as {
    readonly sourceRef: { readonly name: string; readonly namespace?: string };
  };
  await reconcile(plane, 'GitRepository', sourceRef.namespace ?? ownerNamespace, sourceRef.name);
  await reconcile(plane, 'Kustomization', ownerNamespace, owner);
  await eventually(
    `${nameOf(service)} to go away`,
    async () => ((await plane.admin.find({ apiVersion, kind, namespace, name })) ? undefined : true),
    { seconds: 20 },
  );
}
