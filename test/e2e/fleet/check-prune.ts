import { parse, stringify } from 'yaml';
import type { ResourceDocument } from '../../../kit/core/render/document';
import { eventually } from '../support/eventually';
import type { FleetRepository } from '../support/fleet-repository';
import { nameOf } from '../support/kubernetes-object';
import { follow } from './sync';
import { reconcile, type SyncedFleet } from './synced-fleet';

/** Every application's Service leaves its kustomization file; each Service leaves the cluster. */
export async function droppedGoesAway(fleet: SyncedFleet): Promise<void> {
  const services = fleet.promised.resources.filter(
    ({ kind, file }) => kind === 'Service' && file.startsWith('tenants/'),
  );
  if (services.length === 0) throw new Error('the fleet has no Service of an application to drop');
  const before = fleet.repository.head;
  for (const { file } of services) dropFile(fleet.repository, file);
  fleet.repository.commit('Drop the Services of all applications');

  const problems: string[] = [];
  for (const service of services) {
    await dropped(fleet, service).catch((error: unknown) => problems.push((error as Error).message));
  }
  fleet.repository.returnTo(before);
  await follow(fleet, { namespaces: [...new Set(services.map(({ namespace }) => namespace))] });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function dropFile(repository: FleetRepository, file: string): void {
  const folder = file.slice(0, file.lastIndexOf('/'));
  repository.edit(`${folder}/kustomization.yaml`, (text) => {
    const content = parse(text) as { resources: readonly string[] };
    return stringify({
      ...content,
      resources: content.resources.filter((item) => `${folder}/${item}` !== file),
    });
  });
}

async function dropped({ plane }: SyncedFleet, service: ResourceDocument): Promise<void> {
  const { apiVersion, kind, namespace, name, kustomization } = service;
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
    { seconds: 60 },
  );
}
