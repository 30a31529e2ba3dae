import { failure, follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import type { KubernetesObject } from '../support/kubernetes-object';
import { add, asItWas, edit, ledger, nowhere, storefront, type Application } from './applications';

const namespaces = [storefront.namespace, ledger.namespace];

/** A release of the storefront reaches the cluster, `git revert` takes all of it back. */
export async function revertRestores(fleet: SyncedFleet): Promise<void> {
  const { repository } = fleet;
  edit(repository, storefront, (file) => ({
    ...file,
    images: file.images.map((image) => ({ ...image, newTag: '2.5.0', digest: digestOf('5') })),
    replicas: file.replicas.map((one) => ({ ...one, count: one.count + 1 })),
  }));
  add(repository, storefront, settings);
  const release = repository.commit('Release storefront 2.5.0');
  await follow(fleet, { namespaces });
  const image = imageOf(await deploymentOf(fleet, storefront));
  if (!image.includes(':2.5.0@')) throw new Error(`the release did not reach the cluster: ${image}`);

  repository.revert(release);
  await follow(fleet, { namespaces });
  await asItWas(fleet, storefront, ledger);
}

/**
 * One commit, two applications: the ledger takes it, the storefront is refused by admission. The revert restores both.
 */
export async function revertRestoresDenied(fleet: SyncedFleet): Promise<void> {
  const { repository } = fleet;
  edit(repository, ledger, scaled);
  edit(repository, storefront, (file) => ({
    ...file,
    images: file.images.map(({ name }) => ({ name, newTag: 'latest' })),
  }));
  const release = repository.commit('Release both, one of them by a tag that moves');
  await follow(fleet, { namespaces, except: ['shop/storefront'] });
  const words = await failure(fleet, 'shop', 'storefront');
  if (!words.includes('[image-digests]')) throw new Error(`not refused by admission: ${words}`);

  repository.revert(release);
  await follow(fleet, { namespaces });
  await asItWas(fleet, storefront, ledger);
}

/**
 * The ledger takes the commit; the storefront's new pods want a node that is nowhere, so that old and new ones stand
 * side by side while Flux waits. The revert interrupts the wait and restores both.
 */
export async function revertRestoresStuck(fleet: SyncedFleet): Promise<void> {
  const { plane, repository } = fleet;
  edit(repository, ledger, scaled);
  edit(repository, storefront, (file) => ({
    ...file,
    patches: [{ target: { kind: 'Deployment' }, patch: JSON.stringify([nowhere]) }],
  }));
  add(repository, storefront, settings);
  const release = repository.commit('Release both, one of them to a node that is nowhere');
  await follow(fleet, { namespaces, except: ['shop/storefront'] });
  await eventually('the storefront to be half rolled out', async () => {
    const pods = await plane.admin.list('v1', 'Pod', storefront.namespace);
    const phases = new Set(pods.map(({ status }) => (status as { readonly phase: string }).phase));
    return (phases.has('Pending') && phases.has('Running')) || undefined;
  });

  repository.revert(release);
  await follow(fleet, { namespaces });
  await asItWas(fleet, storefront, ledger);
}

/** Something that a release brings along, and that goes with it. */
const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { theme: 'winter' },
};

function scaled<File extends { readonly replicas: readonly { readonly count: number }[] }>(file: File): File {
  return { ...file, replicas: file.replicas.map((one) => ({ ...one, count: one.count + 1 })) };
}

function digestOf(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

function deploymentOf({ plane }: SyncedFleet, { name, namespace }: Application): Promise<KubernetesObject> {
  return plane.admin.read({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name });
}

function imageOf(deployment: KubernetesObject): string {
  const { template } = deployment['spec'] as {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  return template.spec.containers[0]?.image ?? '';
}
