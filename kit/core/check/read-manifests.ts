import { createHash } from 'node:crypto';

import { BoundedMemo } from '../../bounded-memo';
import type { EngineClient } from '../../engine-client/client';
import type { Manifests } from '../../engine-client/protocol';

/** Streams by their content: a process that stays is given the same policies with every check. */
const memory = new BoundedMemo<Manifests>(256);

/**
 * Reads streams of YAML as Gatekeeper does: kubectl and gator take `yes` for true, which YAML 1.2 does not.
 *
 * @returns what each holds, in the order of the streams
 */
export async function readManifests(
  engine: EngineClient,
  streams: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Manifests[]> {
  const keys = streams.map((stream) => createHash('sha256').update(stream).digest('hex'));
  const found = new Map<string, Manifests>();
  const missing = new Map<string, string>();
  streams.forEach((stream, index) => {
    const key = keys[index] ?? '';
    const known = memory.find(key);
    if (known === undefined) missing.set(key, stream);
    else found.set(key, known);
  });
  const read = missing.size === 0 ? [] : await engine.read([...missing.values()], signal);
  [...missing.keys()].forEach((key, index) => {
    const manifests = read[index];
    if (manifests === undefined) throw new Error('the engine did not read every stream');
    memory.keep(key, manifests);
    found.set(key, manifests);
  });
  return keys.map((key) => found.get(key) ?? { documents: [] });
}
