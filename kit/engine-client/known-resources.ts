import type { RenderedKustomization, RenderedResource } from './protocol';

type Resources = RenderedKustomization['resources'];

/**
 * The lists of resources that somebody in this process still holds, by digest, as KnownObjects has objects: what two
 * revisions, or two clusters, have in common is one and the same list.
 */
export class KnownResources {
  private readonly references = new Map<string, WeakRef<Resources>>();
  private readonly gone = new FinalizationRegistry<string>((digest) => {
    if (this.references.get(digest)?.deref() === undefined) this.references.delete(digest);
  });

  /** Those that there are now, held until the request is done that is made with them. */
  held(): HeldResources {
    const held = new Map<string, Resources>();
    for (const [digest, reference] of this.references) {
      const resources = reference.deref();
      if (resources !== undefined) held.set(digest, resources);
    }
    return new HeldResources(held, (digest, resources) => this.remember(digest, resources));
  }

  private remember(digest: string, resources: Resources): void {
    this.references.set(digest, new WeakRef(resources));
    this.gone.register(resources, digest);
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
    private readonly remember: (digest: string, resources: Resources) => void,
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
    this.remember(rendered.digest, resources);
    return { ...rendered, resources };
  }
}
