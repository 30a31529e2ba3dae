import { referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { ApiError, type KubernetesClient } from '../support/kubernetes-client';

/** The pod that a sample's debug containers are attached to; undefined for a sample without any. */
export function podToDebug(object: KubernetesObject): KubernetesObject | undefined {
  if (object.kind !== 'Pod') return undefined;
  const { ephemeralContainers, ...spec } = object['spec'] as Readonly<Record<string, unknown>>;
  return ephemeralContainers === undefined ? undefined : { ...object, spec };
}

/**
 * What admission says to an object, as `[constraint] message` lines, sorted; none when it is let in. Nobody can create a
 * pod with debug containers: those are attached to the pod of `podToDebug`, which must be there.
 *
 * @throws ApiError when something other than Gatekeeper refused: that is no verdict of a policy
 */
export async function admissionVerdict(
  client: KubernetesClient,
  object: KubernetesObject,
): Promise<readonly string[]> {
  return verdictOfRefusal(async () => {
    if (podToDebug(object)) await attachDebugContainers(client, object, { dryRun: true });
    else await client.create(object, { dryRun: true });
  });
}

/** Attaches the debug containers of a sample to its pod. */
export async function attachDebugContainers(
  client: KubernetesClient,
  object: KubernetesObject,
  { dryRun }: { readonly dryRun: boolean },
): Promise<void> {
  const pod = await client.read(referenceOf(object));
  const { ephemeralContainers } = object['spec'] as { readonly ephemeralContainers: unknown };
  const attached = { ...pod, spec: { ...(pod['spec'] as object), ephemeralContainers } };
  await client.replace(attached, { dryRun, subresource: 'ephemeralcontainers' });
}

/**
 * What Gatekeeper says to a request, as `[constraint] message` lines, sorted; none when it is let in.
 *
 * @throws ApiError when something else refused
 */
export async function verdictOfRefusal(request: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await request();
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [, words] =
      /admission webhook "validation\.gatekeeper\.sh" denied the request: ([\s\S]*)/.exec(error.message) ??
      [];
    if (words === undefined) throw error;
    return denials(words);
  }
}

/** Gatekeeper's words, a line a violation: sorted, each once. */
export function denials(words: string): readonly string[] {
  return [...new Set(words.trim().split(/\n(?=\[)/))].sort();
}
