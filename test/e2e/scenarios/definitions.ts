import { stringify } from 'yaml';
import { follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { nameOf, type ObjectReference } from '../support/kubernetes-object';
import { pruneDisabled } from '../../../k8s/flux/annotations';
import { during } from './declared';

/** The cluster's own folder: what is in it, Flux applies with its own rights; no other account may define anything. */
const upToThem = { namespaces: ['flux-system'], until: ['flux-system/flux-system'] } as const;

/**
 * Git drops two definitions of resources again, one of them marked against pruning: with a definition all of its objects
 * go, in every namespace, so that stays until somebody removes it by hand.
 */
export async function markedDefinitionStays(fleet: SyncedFleet): Promise<void> {
  const { plane, promised, repository } = fleet;
  const marked = definition('Keepsake', pruneDisabled);
  const unmarked = definition('Trinket');
  await during(
    fleet,
    async () => {
      for (const { file, object } of [marked, unmarked])
        repository.write(`${promised.entry}/${file}`, stringify(object));
      repository.commit('Define keepsakes and trinkets');
      await follow(fleet, upToThem);
      for (const { reference } of [marked, unmarked]) await plane.admin.read(reference);
    },
    upToThem,
  );
  await eventually(`${nameOf(unmarked.reference)} to go away`, async () =>
    (await plane.admin.find(unmarked.reference)) ? undefined : true,
  );
  const { deletionTimestamp } = (await plane.admin.read(marked.reference)).metadata;
  if (deletionTimestamp !== undefined) throw new Error(`${nameOf(marked.reference)} is going away`);
  await plane.admin.remove(marked.reference);
}

interface Definition {
  readonly file: string;
  readonly reference: ObjectReference;
  readonly object: object;
}

function definition(kind: string, annotations: Readonly<Record<string, string>> = {}): Definition {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const reference = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    name: `${plural}.e2e.example.com`,
  };
  return {
    file: `${singular}.yaml`,
    reference,
    object: {
      apiVersion: reference.apiVersion,
      kind: reference.kind,
      metadata: { name: reference.name, annotations },
      spec: {
        group: 'e2e.example.com',
        names: { kind, singular, plural },
        scope: 'Namespaced',
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    },
  };
}
