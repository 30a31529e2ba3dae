import { buildEngine } from '../../../scripts/build-engine';
import { ensurePrograms } from './build-programs';

/** Everything that is built once: the programs of the control plane and the engine. Minutes from empty caches, else nothing. */
export async function ensureBench(): Promise<void> {
  await ensurePrograms();
  // `fleetkeep` takes the engine that this names, where it is set.
  if (!process.env['FLEETKEEP_ENGINE']) await buildEngine();
}
