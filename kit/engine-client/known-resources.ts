import type { RenderedKustomization, RenderedResource } from './protocol';
import { WeakValues } from './weak-values';

type Resources = RenderedKustomization['resources'];

/**
 * The lists of resources that somebody in this process still holds, by digest, as KnownObjects has objects: what two
 * revisions, or two clusters, have in common is one and the same list.
 */
export class KnownResources {
  private readonly values = new WeakValues<Resources>();

  /** Those that there are now, held until the request is done that is made with them. */
  held(): HeldResources {
    return new HeldResources(this.values.held(), this.values);
  }
}

/** The lists of one request. */
export class HeldResources {
  /** What the engine need not send. */
  readonly digests: string[];
  /** Hashes of the objects in the lists. */
  readonly hashes: ReadonlySet<string>;

  constructor(
    private readonly lists: Map<string, Resources>,
    private readonly all: WeakValues<Resources>,
  ) {
    this.digests = [...lists.keys()];
    this.hashes = new Set([...lists.values()].flatMap((resources) => resources.map(({ hash }) => hash)));
  }

  /**
   * Puts in the list that came empty.
   *
   * @param complete what is done with each resource of a list that did come
   */
  complete(
    rendered: RenderedKustomization,
    complete: (resource: RenderedResource) => RenderedResource,
  ): RenderedKustomization {
    const known = this.lists.get(rendered.digest);
    if (known !== undefined) return { ...rendered, resources: known };
    const resources = rendered.resources.map(complete);
    this.lists.set(rendered.digest, resources);
    this.all.remember(rendered.digest, resources);
    return { ...rendered, resources };
  }
}
