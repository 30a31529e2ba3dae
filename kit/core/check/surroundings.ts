import { createHash } from 'node:crypto';

import type { CustomKind, RenderedResource, Review, User } from '../../engine-client/protocol';
import { customKindsAmong } from './custom-kinds';

/** A request to judge one resource. */
export interface Request {
  /** All that the verdict depends on. */
  readonly key: string;
  readonly resource: RenderedResource;
  readonly review: Review;
}

/** A change of one resource. */
export interface Change {
  readonly operation: Review['operation'];
  readonly resource: RenderedResource;
  readonly object?: RenderedResource;
  readonly oldObject?: RenderedResource;
  readonly user?: User;
}

/** What a verdict depends on beside the object. */
export class Surroundings {
  /** Namespaces by name. */
  readonly namespaces: ReadonlyMap<string, RenderedResource>;
  readonly kinds: ReadonlyMap<string, CustomKind>;
  private readonly digest: string;

  /** @param resources of two of one name the later counts */
  constructor(
    readonly policySet: string,
    resources: readonly RenderedResource[],
  ) {
    const namespaces = resources.filter(
      ({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace',
    );
    this.namespaces = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
    this.kinds = customKindsAmong(resources);
    const hash = createHash('sha256').update(policySet);
    for (const { name, hash: content } of this.namespaces.values()) hash.update(`\n${name} ${content}`);
    for (const [kind, { plural, scope }] of this.kinds) hash.update(`\n${kind} ${plural} ${scope}`);
    this.digest = hash.digest('hex');
  }

  /** Names everything that verdicts on objects which this user creates depend on beside the objects. */
  keyFor(user: User | undefined): string {
    return `${this.digest} ${user?.username ?? ''}`;
  }

  request({ operation, resource, object, oldObject, user }: Change): Request {
    const { apiVersion, kind, namespace } = resource;
    const custom = this.kinds.get(`${apiVersion.split('/')[0]}/${kind}`);
    const key = [
      this.policySet,
      operation,
      object?.hash,
      oldObject?.hash,
      // What says no namespace may turn out to be in `default`.
      this.namespaces.get(namespace === '' ? 'default' : namespace)?.hash,
      namespace,
      custom && `${custom.plural} ${custom.scope}`,
      user?.username,
    ].join('\n');
    const review = { id: key, operation, object: object?.object, oldObject: oldObject?.object, user };
    return { key, resource, review };
  }
}
