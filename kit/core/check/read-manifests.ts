import { BoundedMemo } from '../../bounded-memo';
import type { EngineClient } from '../../engine-client/client';
import type { Manifests, Stream } from '../../engine-client/protocol';

/** What streams hold, by their hashes: a process that stays is given the same policies with every check. */
const memory = new BoundedMemo<Manifests>(256);

/**
 * Reads streams of YAML as Gatekeeper does: kubectl and gator take `yes` for true, which YAML 1.2 does not.
 *
 * @returns what each holds, in the order of the streams
 */
export async function readManifests(
  engine: EngineClient,
  streams: readonly Stream[],
  signal?: AbortSignal,
): Promise<readonly Manifests[]> {
  if (streams.length === 0) return [];
  // Held meanwhile: others may have more read.
  const known = new Map(memory.keys.map((hash) => [hash, memory.find(hash)]));
  const read = await engine.read({ streams, known: [...known.keys()] }, signal);
  return read.map((manifests) => {
    const remembered = known.get(manifests.hash);
    if (remembered !== undefined) return remembered;
    if (manifests.hash !== '') memory.keep(manifests.hash, manifests);
    return manifests;
  });
}
