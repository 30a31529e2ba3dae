import type { RenderedResource } from './protocol';

type RenderedObject = RenderedResource['object'];

/**
 * The rendered objects that somebody in this process still holds, by hash: they need not cross from the engine again.
 * None is kept for its own sake, so that memory does not grow with the revisions that were read.
 */
export class KnownObjects {
  private readonly references = new Map<string, WeakRef<RenderedObject>>();
  private readonly gone = new FinalizationRegistry<string>((hash) => {
    if (this.references.get(hash)?.deref() === undefined) this.references.delete(hash);
  });

  /** Those that there are now, held until the request is done that is made with them. */
  held(): HeldObjects {
    const held = new Map<string, RenderedObject>();
    for (const [hash, reference] of this.references) {
      const object = reference.deref();
      if (object !== undefined) held.set(hash, object);
    }
    return new HeldObjects(held, (hash, object) => this.remember(hash, object));
  }

  private remember(hash: string, object: RenderedObject): void {
    if (this.references.get(hash)?.deref() === object) return;
    this.references.set(hash, new WeakRef(object));
    this.gone.register(object, hash);
  }
}

/** The objects of one request. */
export class HeldObjects {
  /** What the engine need not send. */
  readonly hashes: string[];

  constructor(
    private readonly objects: Map<string, RenderedObject>,
    private readonly remember: (hash: string, object: RenderedObject) => void,
  ) {
    this.hashes = [...objects.keys()];
  }

  /**
   * Puts in the object of a resource that came without.
   *
   * @throws Error when nobody ever sent it
   */
  complete(resource: RenderedResource): RenderedResource {
    const known = this.objects.get(resource.hash);
    if (known !== undefined) return { ...resource, object: known };
    // No object of Kubernetes is empty.
    if (!('kind' in resource.object))
      throw new Error(`the engine did not send object ${resource.hash} (${resource.kind} ${resource.name})`);
    this.objects.set(resource.hash, resource.object);
    this.remember(resource.hash, resource.object);
    return resource;
  }
}
