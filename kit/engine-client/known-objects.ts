import type { RenderedResource } from './protocol';
import { WeakValues } from './weak-values';

type RenderedObject = RenderedResource['object'];

/**
 * The rendered objects that somebody in this process still holds, by hash: they need not cross from the engine again.
 * None is kept for its own sake, so that memory does not grow with the revisions that were read.
 */
export class KnownObjects {
  private readonly values = new WeakValues<RenderedObject>();

  /** Those that there are now, held until the request is done that is made with them. */
  held(): HeldObjects {
    return new HeldObjects(this.values.held(), this.values);
  }
}

/** The objects of one request. */
export class HeldObjects {
  /** What the engine need not send. */
  readonly hashes: string[];

  constructor(
    private readonly objects: Map<string, RenderedObject>,
    private readonly all: WeakValues<RenderedObject>,
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
    this.all.remember(resource.hash, resource.object);
    return resource;
  }
}
