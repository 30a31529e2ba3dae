import type { EngineClient } from '../../engine-client/client';
import type { CustomKind, RenderedResource, Review, User, Verdict } from '../../engine-client/protocol';
import type { BoundedMemo } from '../bounded-memo';
import type { OnProgress } from '../progress';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { customKindsAmong } from './custom-kinds';
import { identity } from './identity';
import { removed } from './removed';
import { textAt } from '../yaml-documents';
import { verdictMemory } from './verdict-memory';
import { Writers } from './writers';

/** The verdict on one resource of a cluster. */
export interface ReviewedResource {
  readonly operation: Review['operation'];
  readonly resource: RenderedResource;
  readonly verdict: Verdict;
}

export interface ReviewOptions {
  readonly policySet: string;
  readonly cluster: ClusterRendering;
  /**
   * The cluster before the change: what is in it is updated, what is only in it deleted. What does not change is no
   * request of the change; it is judged as it is without a base, as if it were created. @default all is created
   */
  readonly before?: ClusterRendering;
  /**
   * Whether the policies say if Gatekeeper is asked about deletions. Where nobody says it they are not judged: an
   * installation is not asked about them unless it is told to (`enableDeleteOperations` of its chart).
   */
  readonly deletions: boolean;
}

interface Request {
  readonly key: string;
  readonly resource: RenderedResource;
  readonly review: Review;
}

/**
 * Has the resources of clusters judged. The same object in the same namespace under the same policies is judged
 * once, in however many clusters it is.
 */
export class Reviewer {
  private readonly verdicts = new Map<string, Verdict>();
  /** Requests under way, by the keys that they answer. */
  private readonly asked = new Map<string, Promise<unknown>>();
  private readonly memory: BoundedMemo<Verdict>;
  private done = 0;

  constructor(
    private readonly engine: EngineClient,
    private readonly onProgress?: OnProgress,
    private readonly signal?: AbortSignal,
  ) {
    this.memory = verdictMemory(engine);
  }

  /** Whether something could not be judged so far. */
  get failed(): boolean {
    return [...this.verdicts.values()].some(({ error = '' }) => error !== '');
  }

  /** Objects judged so far, each distinct one once. */
  get reviewed(): number {
    return this.verdicts.size;
  }

  async review({
    policySet,
    cluster,
    before,
    deletions,
  }: ReviewOptions): Promise<readonly ReviewedResource[]> {
    const resources = resourcesOf(cluster);
    const old = new Map(before && resourcesOf(before).map((resource) => [identity(resource), resource]));
    const after = new Surroundings(policySet, resources);
    const writers = new Writers(cluster);
    const requests = resources.map((resource): Request => {
      const known = old.get(identity(resource));
      const changes = known !== undefined && known.hash !== resource.hash;
      return after.request({
        operation: changes ? 'UPDATE' : 'CREATE',
        resource,
        object: resource,
        oldObject: changes ? known : undefined,
        user: writers.of(resource),
      });
    });
    await this.judge(after, requests);
    if (before !== undefined && deletions)
      requests.push(...(await this.reviewRemoved(policySet, cluster, before)));
    return requests.map(({ key, resource, review: { operation } }) => ({
      operation,
      resource,
      verdict: this.verdicts.get(key) ?? unanswered(key),
    }));
  }

  /** A Namespace that goes with its objects is still there while they go. */
  private async reviewRemoved(
    policySet: string,
    cluster: ClusterRendering,
    before: ClusterRendering,
  ): Promise<readonly Request[]> {
    const gone = removed(before, cluster);
    if (gone.length === 0) return [];
    const meanwhile = new Surroundings(policySet, [...resourcesOf(before), ...resourcesOf(cluster)]);
    const writers = new Writers(before);
    const requests = gone.map((resource) =>
      meanwhile.request({
        operation: 'DELETE',
        resource,
        oldObject: resource,
        user: writers.of(resource),
      }),
    );
    await this.judge(meanwhile, requests);
    return requests;
  }

  private async judge({ policySet, namespaces, kinds }: Surroundings, all: readonly Request[]) {
    const reviews = new Map<string, Review>();
    const others = new Set<Promise<unknown>>();
    for (const { key, review } of all) {
      if (this.verdicts.has(key)) continue;
      const remembered = this.memory.find(key);
      const other = this.asked.get(key);
      if (remembered !== undefined) this.verdicts.set(key, remembered);
      else if (other !== undefined) others.add(other);
      else reviews.set(key, review);
    }
    const own = reviews.size === 0 ? [] : [this.ask({ policySet, namespaces, kinds }, reviews)];
    await Promise.all([...own, ...others]);
  }

  private async ask(
    { policySet, namespaces, kinds }: Pick<Surroundings, 'policySet' | 'namespaces' | 'kinds'>,
    reviews: ReadonlyMap<string, Review>,
  ): Promise<void> {
    const total = this.done + reviews.size;
    const params = {
      policySet,
      namespaces: namespacesOf([...reviews.values()]).flatMap((name) => {
        const found = namespaces.get(name);
        return found === undefined ? [] : [found.object];
      }),
      kinds: [...kinds.values()],
      reviews: [...reviews.values()],
    };
    const receive = (verdict: Verdict): void => {
      this.verdicts.set(verdict.id, verdict);
      if (verdict.volatile !== true) this.memory.keep(verdict.id, verdict);
      this.onProgress?.({ phase: 'review', done: ++this.done, total });
    };
    const answered = this.engine.review(params, receive, this.signal);
    for (const key of reviews.keys()) this.asked.set(key, answered);
    await answered;
    for (const key of reviews.keys()) this.asked.delete(key);
  }
}

/** A change of one resource. */
interface Change {
  readonly operation: Review['operation'];
  readonly resource: RenderedResource;
  readonly object?: RenderedResource;
  readonly oldObject?: RenderedResource;
  readonly user?: User;
}

/** What a verdict depends on beside the object. */
class Surroundings {
  /** Namespaces by name. */
  readonly namespaces: ReadonlyMap<string, RenderedResource>;
  readonly kinds: ReadonlyMap<string, CustomKind>;

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
  }

  request({ operation, resource, object, oldObject, user }: Change): Request {
    const { apiVersion, kind, namespace } = resource;
    const custom = this.kinds.get(`${apiVersion.split('/')[0]}/${kind}`);
    const key = [
      this.policySet,
      operation,
      object?.hash,
      oldObject?.hash,
      this.namespaces.get(namespace)?.hash,
      namespace,
      custom && `${custom.plural} ${custom.scope}`,
      user?.username,
    ].join('\n');
    const review = { id: key, operation, object: object?.object, oldObject: oldObject?.object, user };
    return { key, resource, review };
  }
}

/** The names of the Namespaces that requests are in; an object that says none may be in `default`. */
function namespacesOf(reviews: readonly Review[]): readonly string[] {
  const said = reviews.map(({ object, oldObject }) => textAt(object ?? oldObject, 'metadata', 'namespace'));
  return [...new Set(said.map((name) => name ?? 'default'))];
}

/** What the engine forgot to answer is not evaluated. */
function unanswered(id: string): Verdict {
  return { token: '', id, results: [], error: 'the engine gave no verdict' };
}
