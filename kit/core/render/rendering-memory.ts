import type { EngineClient } from '../../engine-client/client';
import type { RenderParams, RenderResult } from '../../engine-client/protocol';
import { oncePer } from '../once-per';
import type { KustomizationRendering } from './rendering';

/** What the engine said of clusters. */
export interface Rendered {
  /** By cluster, in the order of their ids. */
  readonly kustomizations: ReadonlyMap<string, readonly KustomizationRendering[]>;
  readonly result: RenderResult;
}

/** Resources of all renderings that are kept together; a resource takes some 10 KiB. */
const mostResources = 30_000;

/** The renderings of commits that an engine made last, over requests: of a change the base is nearly always one of them. */
export const renderingMemory = oncePer((_: EngineClient) => new RenderingMemory(mostResources));

/**
 * Renderings by all that they depend on, the newest as long as they have room. Only of commits, and without local copies of
 * other sources: what lies on disk may change under one name. What failed or was cut off is made again, too.
 */
export class RenderingMemory {
  private readonly kept = new Map<string, { readonly rendered: Rendered; readonly resources: number }>();
  private total = 0;

  constructor(private readonly limit: number) {}

  find(params: Omit<RenderParams, 'token'>): Rendered | undefined {
    const key = keyOf(params);
    const known = key === undefined ? undefined : this.kept.get(key);
    if (key === undefined || known === undefined) return undefined;
    // A Map lists what was set last at its end.
    this.kept.delete(key);
    this.kept.set(key, known);
    return known.rendered;
  }

  keep(params: Omit<RenderParams, 'token'>, rendered: Rendered): void {
    const key = keyOf(params);
    if (key === undefined || rendered.result.volatile === true) return;
    this.forget(key);
    const resources = rendered.result.clusters.reduce((sum, cluster) => sum + cluster.resources, 0);
    this.kept.set(key, { rendered, resources });
    this.total += resources;
    for (const oldest of this.kept.keys()) {
      if (this.total <= this.limit) return;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.total -= this.kept.get(key)?.resources ?? 0;
    this.kept.delete(key);
  }
}

function keyOf(params: Omit<RenderParams, 'token'>): string | undefined {
  const { repository, sources = [], mirrors = [], fetched = [] } = params;
  if (repository.revision === undefined || sources.length + mirrors.length + fetched.length > 0)
    return undefined;
  return JSON.stringify(params);
}
