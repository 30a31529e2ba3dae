import { referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { ApiError, type KubernetesClient } from '../support/kubernetes-client';

/** The pod that a sample's debug containers are attached to; undefined for a sample without any. */
export function podToDebug(object: KubernetesObject): KubernetesObject | undefined {
  const { ephemeralContainers, ...spec } = object['spec'] as Readonly<Record<string, unknown>>;
  return object.kind === 'Pod' && ephemeralContainers !== undefined ? { ...object, spec } : undefined;
}

/**
 * What admission says to an object, as `[constraint] message` lines, sorted; none when it is let in. Nobody can create a pod with debug containers: those
 * are attached to the pod of `podToDebug`, which must be there.
 *
 * @throws ApiError when something other than Gatekeeper refused: that is no verdict of a policy
 */
export async function admissionVerdict(
  client: KubernetesClient,
  object: KubernetesObject,
): Promise<readonly string[]> {
  try {
    if (podToDebug(object)) {
      const pod = await client.read(referenceOf(object));
      const { ephemeralContainers } = object['spec'] as { readonly ephemeralContainers: unknown };
      const attached = { ...pod, spec: { ...(pod['spec'] as object), ephemeralContainers } };
      await client.replace(attached, { dryRun: true, subresource: 'ephemeralcontainers' });
    } else {
      await client.create(object, { dryRun: true });
    }
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [, words] =
      /admission webhook "validation\.gatekeeper\.sh" denied the request: ([\s\S]*)/.exec(error.message) ??
      [];
    if (words === undefined) throw error;
    return [...new Set(words.trim().split(/\n(?=\[)/))].sort();
  }
}

/** Whether Gatekeeper enforces the constraint as it now is. */
export function isEnforced(object: KubernetesObject): boolean {
  const status = object['status'] as
    | { readonly byPod?: readonly { readonly enforced?: boolean; readonly observedGeneration?: number }[] }
    | undefined;
  const pods = status?.byPod ?? [];
  return (
    pods.length > 0 &&
    pods.every(
      ({ enforced, observedGeneration }) =>
        enforced === true && observedGeneration === object.metadata.generation,
    )
  );
}
