import type { RenderedResource } from '../../engine-client/protocol';
import { oncePer } from '../once-per';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { identity } from './identity';

/** What a cluster had before a change. */
export class FormerState {
  private readonly byIdentity: ReadonlyMap<string, RenderedResource>;
  private readonly lists: ReadonlySet<readonly RenderedResource[]>;
  private readonly isAmbiguous: boolean;

  /** @param cluster undefined when there was none */
  constructor(cluster: ClusterRendering | undefined) {
    const resources = cluster === undefined ? [] : resourcesOf(cluster);
    this.byIdentity = resourcesByIdentity(resources);
    this.isAmbiguous = this.byIdentity.size < resources.length;
    this.lists = new Set(cluster?.kustomizations.map((kustomization) => kustomization.resources));
  }

  /** What the change makes another of; undefined when it creates the resource, or leaves it as it is. */
  changedBy(resource: RenderedResource): RenderedResource | undefined {
    const known = this.byIdentity.get(identity(resource));
    return known?.hash === resource.hash ? undefined : known;
  }

  /** Whether nothing in a list changes, as far as the list itself tells: of two resources of one name the later counts. */
  hasUnchanged(resources: readonly RenderedResource[]): boolean {
    return this.byIdentity.size === 0 || (!this.isAmbiguous && this.lists.has(resources));
  }
}

const resourcesByIdentity = oncePer(
  (resources: readonly RenderedResource[]): ReadonlyMap<string, RenderedResource> =>
    new Map(resources.map((resource) => [identity(resource), resource])),
);
