import { parse, stringify } from 'yaml';
import type { ResourceDocument } from '../../../kit/core/render/document';
import { brokenPromises } from '../fleet/check-promise';
import { inventory } from '../fleet/inventory';
import type { SyncedFleet } from '../fleet/synced-fleet';
import type { FleetRepository } from '../support/fleet-repository';

/** An application of the example fleet, as the production clusters have it. */
export interface Application {
  readonly name: string;
  readonly namespace: string;
  /** Folder of the repository. */
  readonly folder: string;
}

export const storefront = application('storefront', 'shop');
export const ledger = application('ledger', 'payments');

function application(name: string, namespace: string): Application {
  return { name, namespace, folder: `tenants/applications/${name}/prod` };
}

interface KustomizationFile {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string; readonly newTag: string; readonly digest?: string }[];
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly patches?: readonly object[];
}

/** Rewrites the application's kustomization file; nothing is committed yet. */
export function edit(
  repository: FleetRepository,
  { folder }: Application,
  change: (file: KustomizationFile) => KustomizationFile,
): void {
  repository.edit(`${folder}/kustomization.yaml`, (text) =>
    stringify(change(parse(text) as KustomizationFile)),
  );
}

/** JSON patch of a Deployment: a selector that no node matches, so that its rollout hangs. */
export const nowhere = {
  op: 'add',
  path: '/spec/template/spec/nodeSelector',
  value: { 'example.com/disk': 'none' },
};

/** Adds manifests to the application; nothing is committed yet. */
export function add(repository: FleetRepository, one: Application, ...objects: readonly object[]): void {
  const file = 'added.yaml';
  repository.write(`${one.folder}/${file}`, objects.map((object) => stringify(object)).join('---\n'));
  edit(repository, one, (content) => ({ ...content, resources: [...content.resources, file] }));
}

/**
 * That the cluster holds of the applications what was promised for the repository as it was synthesised: every object,
 * and none beside them.
 *
 * @throws Error with what differs
 */
export async function asItWas(
  { plane, promised }: SyncedFleet,
  ...all: readonly Application[]
): Promise<void> {
  const ids = all.map(({ namespace, name }) => `${namespace}/${name}`);
  const own = promised.resources.filter(({ kustomization }) => ids.includes(kustomization));
  const problems = [...(await brokenPromises(plane, own))];
  const applied = (await inventory(plane)).filter(({ kustomization }) => ids.includes(kustomization));
  const key = ({ kind, name, kustomization }: Pick<ResourceDocument, 'kind' | 'name' | 'kustomization'>) =>
    `${kustomization} ${kind} ${name}`;
  const known = new Set(own.map(key));
  for (const { kustomization, object } of applied) {
    const id = key({ ...object, kustomization });
    if (!known.has(id)) problems.push(`${id} is still there`);
  }
  if (own.length === 0) problems.push(`nothing was promised for ${ids.join()}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
