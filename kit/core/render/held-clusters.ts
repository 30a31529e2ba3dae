import type { EngineClient } from '../../engine-client/client';
import { WeakValues } from '../../engine-client/weak-values';
import { oncePer } from '../once-per';
import type { KustomizationRendering } from './rendering';

type Kustomizations = readonly KustomizationRendering[];

/**
 * What clusters would get, as long as somebody in this process still holds it, by the engine's digest: a cluster that is the
 * same in two revisions is one and the same list, and need not cross from the engine again.
 */
export class HeldClusters {
  private readonly values = new WeakValues<Kustomizations>();

  /** Those that there are now, held as long as the map is. */
  all(): ReadonlyMap<string, Kustomizations> {
    return this.values.held();
  }

  /** @returns the list that is there already, else this one */
  keep(digest: string, kustomizations: Kustomizations): Kustomizations {
    const held = this.values.find(digest);
    if (held !== undefined) return held;
    this.values.remember(digest, kustomizations);
    return kustomizations;
  }
}

/** Those of one engine. */
export const heldClusters = oncePer((_: EngineClient) => new HeldClusters());
