import { eventually } from '../support/eventually';
import type { KubernetesClient } from '../support/kubernetes-client';
import { referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { attachDebugContainers, podToDebug, verdictOfRefusal } from './admission-verdict';
import { standaloneObjects, type LabelledSample } from './labelled-sample';
import { removeConstraint } from './remove-constraint';

/** What an update of a sample changes: nothing that a policy asks for. */
export const touch = { 'example.com/touched': 'yes' } as const;

/** Brings the samples into the cluster while no policy is in force. */
export async function createUnjudged(
  client: KubernetesClient,
  samples: readonly LabelledSample[],
): Promise<void> {
  for (const constraint of standaloneObjects().constraints) await removeConstraint(client, constraint);
  for (const { label, object } of samples) {
    // Gatekeeper forgets a constraint when it has seen that it is gone.
    await eventually(`sample ${label} to be let in`, async () => {
      if (podToDebug(object)) await attachDebugContainers(client, object, { dryRun: false });
      else if (!(await client.find(referenceOf(object)))) await client.create(object);
      return true;
    });
  }
}

/** What admission says to an update of an object that is there, and to its deletion; nothing of it happens. */
export function updateVerdict(
  client: KubernetesClient,
  object: KubernetesObject,
): Promise<readonly string[]> {
  return verdictOfRefusal(() =>
    client.merge(referenceOf(object), { metadata: { annotations: touch } }, { dryRun: true }),
  );
}

export function deletionVerdict(
  client: KubernetesClient,
  object: KubernetesObject,
): Promise<readonly string[]> {
  return verdictOfRefusal(() => client.remove(referenceOf(object), { dryRun: true }));
}
