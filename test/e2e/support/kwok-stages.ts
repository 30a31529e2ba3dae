import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { upstreamModule } from './upstream-modules';

/** Upstream's own composition of how nodes and pods become ready at once: kwok's `kustomize/stage/fast`. */
const folders = ['node/fast', 'node/heartbeat-with-lease', 'pod/fast'];

/** The files that tell kwok what happens to nodes and pods; it knows nothing of that by itself. */
export async function kwokStages(): Promise<readonly string[]> {
  const module = await upstreamModule('kwok');
  return folders.flatMap((folder) => {
    const directory = join(module, 'kustomize', 'stage', folder);
    return readdirSync(directory)
      .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
      .map((file) => join(directory, file));
  });
}
