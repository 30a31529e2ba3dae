import type { ResourceDocument } from '../../../kit/core/render/document';
import type { ControlPlane } from '../support/control-plane';
import { nameOf, type KubernetesObject } from '../support/kubernetes-object';
import { differences } from './differences';
import { inventory } from './inventory';
import type { SyncedFleet } from './synced-fleet';

/**
 * Each promised object, applied once more as Flux applies it, changes nothing: no field is missing, none differs, and
 * Flux owns no field that was not promised. And there is no object of Flux's that was not promised.
 *
 * What HelmReleases install is left out: helm-controller is a stand-in.
 */
export async function holdsWhatWasPromised({ plane, promised }: SyncedFleet): Promise<void> {
  const resources = promised.resources.filter(
    ({ kustomization }) => !kustomization.startsWith('HelmRelease/'),
  );
  const problems = [...(await brokenPromises(plane, resources))];
  const known = new Set(resources.map((resource) => inventoryKey(resource)));
  for (const { kustomization, object } of await inventory(plane)) {
    const key = inventoryKey({ ...object, kustomization });
    if (!known.has(key)) problems.push(`${nameOf(object)} is there by ${kustomization} and was not promised`);
  }
  if (resources.length === 0) problems.push('nothing was promised');
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What the API server does not hold as it was promised, a line each. */
export async function brokenPromises(
  plane: ControlPlane,
  resources: readonly ResourceDocument[],
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const resource of resources) {
    const reference = { ...resource, namespace: resource.namespace || undefined };
    const held = await plane.admin.find(reference).catch(() => undefined);
    if (!held) {
      problems.push(`${nameOf(reference)} of ${resource.kustomization} was promised and is not there`);
      continue;
    }
    const applied = await plane.admin.apply(withValues(resource, held), {
      dryRun: true,
      fieldManager: 'kustomize-controller',
    });
    for (const difference of differences(held, applied)) problems.push(`${nameOf(reference)}: ${difference}`);
  }
  return problems;
}

function inventoryKey(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly kustomization: string;
}): string {
  const group = object.apiVersion.includes('/') ? object.apiVersion.replace(/\/.*/, '') : '';
  return [object.kustomization, group, object.kind, object.namespace ?? '', object.name].join(' ');
}

/** Values of Secrets are not shown by `render`: those that the API server holds stand in for them, key by key. */
function withValues({ object, kind }: ResourceDocument, held: KubernetesObject): KubernetesObject {
  if (kind !== 'Secret') return object as unknown as KubernetesObject;
  const values = (held['data'] ?? {}) as Readonly<Record<string, string>>;
  const keys = Object.keys({ ...(object['data'] as object), ...(object['stringData'] as object) });
  const data = Object.fromEntries(keys.map((key) => [key, values[key]]));
  const merged: Record<string, unknown> = { ...object, data };
  delete merged['stringData'];
  return merged as unknown as KubernetesObject;
}
