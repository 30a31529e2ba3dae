import type { KubernetesClient } from '../support/kubernetes-client';
import { referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { UnknownKindError } from '../support/resource-paths';

/** Takes a constraint away where it is in force. */
export async function removeConstraint(
  client: KubernetesClient,
  constraint: KubernetesObject,
): Promise<void> {
  const there = await client.find(referenceOf(constraint)).catch((error: unknown) => {
    // Nobody has made its kind: a test that runs alone.
    if (error instanceof UnknownKindError) return undefined;
    throw error;
  });
  if (there) await client.remove(referenceOf(constraint));
}
