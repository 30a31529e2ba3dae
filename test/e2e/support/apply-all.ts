import { eventually } from './eventually';
import type { KubernetesClient } from './kubernetes-client';
import { conditionOf, nameOf, referenceOf, type KubernetesObject } from './kubernetes-object';

/** Applies objects in order, definitions first waited for until the API server serves their kinds. */
export async function applyAll(
  client: KubernetesClient,
  objects: readonly KubernetesObject[],
  fieldManager?: string,
): Promise<void> {
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  await Promise.all(definitions.map((object) => client.apply(object, { fieldManager })));
  for (const object of definitions) {
    await eventually(`${nameOf(referenceOf(object))} to be served`, async () => {
      const current = await client.read(referenceOf(object));
      return conditionOf(current, 'Established')?.status === 'True' || undefined;
    });
  }
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') await client.apply(object, { fieldManager });
  }
}
