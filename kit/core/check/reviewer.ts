import type { EngineClient } from '../../engine-client/client';
import type { RenderedResource, Review, Verdict } from '../../engine-client/protocol';
import type { OnProgress } from '../progress';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { identity } from './identity';
import { Writers } from './writers';

/** The verdict on one resource of a cluster. */
export interface ReviewedResource {
  readonly resource: RenderedResource;
  readonly verdict: Verdict;
}

export interface ReviewOptions {
  readonly policySet: string;
  readonly cluster: ClusterRendering;
  /** The cluster before the change: what is in it is updated, what is not is created. @default all is created */
  readonly before?: ClusterRendering;
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
  private done = 0;

  constructor(
    private readonly engine: EngineClient,
    private readonly onProgress?: OnProgress,
    private readonly signal?: AbortSignal,
  ) {}

  /** Objects judged so far, each distinct one once. */
  get reviewed(): number {
    return this.verdicts.size;
  }

  async review(options: ReviewOptions): Promise<readonly ReviewedResource[]> {
    const resources = resourcesOf(options.cluster);
    const namespaces = namespacesOf(resources);
    const writers = new Writers(options.cluster);
    const before = new Map(options.before && resourcesOf(options.before).map((old) => [identity(old), old]));
    const requests = resources.map((resource): Request => {
      const old = before.get(identity(resource));
      const namespace = namespaces.get(resource.namespace)?.hash ?? '';
      const operation = old === undefined ? 'CREATE' : 'UPDATE';
      const user = writers.of(resource);
      const key = [
        options.policySet,
        operation,
        resource.hash,
        old?.hash,
        namespace,
        resource.namespace,
        user?.username,
      ].join('\n');
      return {
        key,
        resource,
        review: { id: key, operation, object: resource.object, oldObject: old?.object, user },
      };
    });
    await this.judge(
      options.policySet,
      [...namespaces.values()].map(({ object }) => object),
      requests,
    );
    return requests.map(({ key, resource }) => ({
      resource,
      verdict: this.verdicts.get(key) ?? unanswered(key),
    }));
  }

  private async judge(policySet: string, namespaces: readonly Review['object'][], all: readonly Request[]) {
    const reviews = new Map<string, Review>();
    for (const { key, review } of all) if (!this.verdicts.has(key)) reviews.set(key, review);
    if (reviews.size === 0) return;
    const total = this.done + reviews.size;
    const params = {
      policySet,
      namespaces: namespaces.filter((namespace) => namespace !== undefined),
      reviews: [...reviews.values()],
    };
    const receive = (verdict: Verdict): void => {
      this.verdicts.set(verdict.id, verdict);
      this.onProgress?.({ phase: 'review', done: ++this.done, total });
    };
    await this.engine.review(params, receive, this.signal);
  }
}

function namespacesOf(resources: readonly RenderedResource[]): ReadonlyMap<string, RenderedResource> {
  const namespaces = resources.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace');
  return new Map(namespaces.map((namespace) => [namespace.name, namespace]));
}

/** What the engine forgot to answer is not evaluated. */
function unanswered(id: string): Verdict {
  return { token: '', id, results: [], error: 'the engine gave no verdict' };
}
