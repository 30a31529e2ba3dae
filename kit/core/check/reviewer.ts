import type { EngineClient } from '../../engine-client/client';
import type { RenderedResource, Review, ReviewResult, Verdict } from '../../engine-client/protocol';
import type { BoundedMemo } from '../../bounded-memo';
import { concurrently } from '../concurrently';
import type { OnProgress } from '../progress';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { FormerState } from './former-state';
import { type Judged, judgedBefore, keepJudged } from './judged-lists';
import { removed } from './removed';
import { type Request, Surroundings } from './surroundings';
import { textAt } from '../yaml-documents';
import { verdictMemory } from './verdict-memory';
import { writersOf } from './writers';

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
  /** Hears of what the engine has judged, while it judges the rest. @default nobody does */
  readonly onJudged?: (reviewed: ReviewedResource) => void;
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

  async review(options: ReviewOptions): Promise<readonly Judged[]> {
    const { policySet, cluster, before, deletions, onJudged = () => undefined } = options;
    const after = new Surroundings(policySet, resourcesOf(cluster));
    const former = new FormerState(before);
    const writers = writersOf(cluster);
    const lists = cluster.kustomizations.map(({ resources }) => {
      const [first] = resources;
      // Who applies one resource of a Kustomization applies all.
      const surroundings = after.keyFor(first && writers.of(first));
      const unchanged = former.hasUnchanged(resources);
      const judged = unchanged ? judgedBefore(resources, surroundings) : undefined;
      this.recall(judged ?? []);
      const requests = judged === undefined ? resources.map(request) : [];
      return { resources, surroundings, unchanged, judged, requests };
    });
    await this.judge(
      after,
      lists.flatMap(({ requests }) => requests),
      (one) => onJudged(this.judged(one).reviewed),
    );
    const removals =
      before !== undefined && deletions ? await this.reviewRemoved(policySet, cluster, before) : [];
    const reviewed = lists.flatMap(({ resources, surroundings, unchanged, judged, requests }) => {
      if (judged !== undefined) return judged;
      const now = requests.map((one) => this.judged(one));
      if (unchanged) keepJudged(resources, surroundings, now);
      return now;
    });
    return [...reviewed, ...removals.map((one) => this.judged(one))];

    function request(resource: RenderedResource): Request {
      const oldObject = former.changedBy(resource);
      const operation = oldObject === undefined ? 'CREATE' : 'UPDATE';
      return after.request({ operation, resource, object: resource, oldObject, user: writers.of(resource) });
    }
  }

  /** Takes over what was judged before. */
  recall(judged: readonly Judged[]): void {
    for (const { key, reviewed } of judged) this.verdicts.set(key, reviewed.verdict);
  }

  private judged({ key, resource, review: { operation } }: Request): Judged {
    return { key, reviewed: { operation, resource, verdict: this.verdicts.get(key) ?? unanswered(key) } };
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
    const writers = writersOf(before);
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

  /** @param onJudged is given the requests that this asked the engine about, each as soon as it is answered */
  private async judge(
    { policySet, namespaces, kinds }: Surroundings,
    all: readonly Request[],
    onJudged: (request: Request) => void = () => undefined,
  ): Promise<void> {
    const own = new Map<string, Request>();
    const others = new Set<Promise<unknown>>();
    for (const request of all) {
      const { key } = request;
      if (this.verdicts.has(key)) continue;
      const remembered = this.memory.find(key);
      const other = this.asked.get(key);
      if (remembered !== undefined) this.verdicts.set(key, remembered);
      else if (other !== undefined) others.add(other);
      else own.set(key, request);
    }
    const asking = own.size === 0 ? [] : [this.ask({ policySet, namespaces, kinds }, own, onJudged)];
    await Promise.all([...asking, ...others]);
  }

  private async ask(
    { policySet, namespaces, kinds }: Pick<Surroundings, 'policySet' | 'namespaces' | 'kinds'>,
    requests: ReadonlyMap<string, Request>,
    onJudged: (request: Request) => void,
  ): Promise<void> {
    const total = this.done + requests.size;
    const reviews = [...requests.values()].map(({ review }) => review);
    const ask = (part: readonly Review[]): Promise<ReviewResult> => {
      const params = {
        policySet,
        namespaces: namespacesOf(part).flatMap((name) => {
          const found = namespaces.get(name);
          return found === undefined ? [] : [found.object];
        }),
        kinds: [...kinds.values()],
        reviews: part,
      };
      return this.engine.review(params, receive, this.signal);
    };
    const receive = (verdict: Verdict): void => {
      this.verdicts.set(verdict.id, verdict);
      if (verdict.volatile !== true) this.memory.keep(verdict.id, verdict);
      const answered = requests.get(verdict.id);
      if (answered !== undefined) onJudged(answered);
      this.onProgress?.({ phase: 'review', done: ++this.done, total });
    };
    const answered = concurrently(partsAtOnce, partsOf(reviews), ask);
    for (const key of requests.keys()) this.asked.set(key, answered);
    await answered;
    for (const key of requests.keys()) this.asked.delete(key);
  }
}

/** How many objects the engine is sent at a time: it judges the first while the next are on their way. */
const partSize = 200;
const partsAtOnce = 4;

function partsOf(reviews: readonly Review[]): readonly (readonly Review[])[] {
  const count = Math.ceil(reviews.length / partSize);
  return Array.from({ length: count }, (_, index) => reviews.slice(index * partSize, (index + 1) * partSize));
}

/** The names of the Namespaces that requests are in; an object that says none may be in `default`. */
function namespacesOf(reviews: readonly Review[]): readonly string[] {
  const said = reviews.map(({ object, oldObject }) => textAt(object ?? oldObject, 'metadata', 'namespace'));
  return [...new Set(said.map((name) => name ?? 'default'))];
}

/** What the engine forgot to answer is not evaluated. */
function unanswered(id: string): Verdict {
  return { id, results: [], error: 'the engine gave no verdict' };
}
