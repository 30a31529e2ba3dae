import { join } from 'node:path';

import { BoundedMemo } from '../bounded-memo';
import { type Environment, harmlessVariables } from '../environment';
import { engineBinary } from './binary';
import type { EngineProcess } from './engine-process';
import { EngineDied, EngineRequestError, EngineUnavailableError } from './errors';
import { KnownObjects } from './known-objects';
import { KnownResources } from './known-resources';
import { MemoryCulprits } from './memory-culprits';
import {
  ErrorCode,
  type LoadParams,
  type LoadResult,
  type Manifests,
  type Notifications,
  type ReadParams,
  type RenderedKustomization,
  type RenderParams,
  type RenderResult,
  type Requests,
  type ReviewParams,
  type ReviewResult,
  type Verdict,
  type Verdicts,
  type VersionResult,
} from './protocol';

/** Policy sets that can be loaded again, those that were used last: several times what the engine keeps compiled. */
const mostLoads = 128;

type Method = keyof Requests;
type Receiver = (notification: { readonly token: string }) => void;

export interface EngineOptions {
  /** Whether the engine keeps results on disk, in the `results` folder of our own cache folder. @default true */
  readonly cache?: boolean;
}

/**
 * The engine as an object: typed requests, streamed answers, cancellation.
 *
 * The child is started by the first request and started again when it died. A request that was in flight then
 * is repeated once; items that had been streamed already are not delivered a second time, because what the
 * engine answers depends on nothing but the content.
 *
 * @example
 * const engine = new EngineClient(environment);
 * await engine.render({ repository: { path }, entries }, (rendered) => collect(rendered));
 * await engine.end();
 */
export class EngineClient {
  private process: Promise<EngineProcess> | undefined;
  private readonly receivers = new Map<string, Receiver>();
  private readonly loads = new BoundedMemo<LoadParams>(mostLoads);
  private readonly objects = new KnownObjects();
  private readonly resources = new KnownResources();
  private requests = 0;

  constructor(
    private readonly environment: Environment,
    private readonly options: EngineOptions = {},
  ) {}

  /** Starts the child ahead of the first request; who makes that is told when it does not start. */
  begin(): void {
    void this.running().catch(() => undefined);
  }

  version(signal?: AbortSignal): Promise<VersionResult> {
    return this.request('version', undefined, signal);
  }

  /**
   * Renders clusters; `onKustomization` hears each Kustomization as soon as it is done.
   *
   * @throws EngineRequestError when the repository, revision or entries cannot be used at all
   * @throws EngineUnavailableError when the engine does not start, or died twice on this request
   */
  async render(
    params: Omit<RenderParams, 'token' | 'known' | 'knownResources'>,
    onKustomization: (rendered: RenderedKustomization) => void,
    signal?: AbortSignal,
  ): Promise<RenderResult> {
    const key = ({ cluster, kustomization: { kind, namespace, name } }: RenderedKustomization): string =>
      [cluster, kind, namespace, name].join('\n');
    const culprits = new MemoryCulprits();
    const known = this.objects.held();
    const lists = this.resources.held();
    const complete = (rendered: RenderedKustomization): RenderedKustomization =>
      lists.complete(rendered, (resource) => known.complete(resource));
    const deliver = completed(complete, once(key, onKustomization));
    return this.stream(
      'render',
      {
        ...params,
        known: known.hashes.filter((hash) => !lists.hashes.has(hash)),
        knownResources: lists.digests,
      },
      deliver,
      signal,
      culprits,
    );
  }

  /** Reads streams of YAML as Gatekeeper does. */
  async read(params: ReadParams, signal?: AbortSignal): Promise<readonly Manifests[]> {
    return (await this.request('read', params, signal)).streams;
  }

  /** Compiles policies; the set stays known for `review`, over restarts of the engine too, until many others were used. */
  async load(params: LoadParams, signal?: AbortSignal): Promise<LoadResult> {
    const result = await this.request('load', params, signal);
    this.loads.keep(result.policySet, params);
    return result;
  }

  /** Judges objects; `onVerdict` hears each verdict, in any order. */
  async review(
    params: Omit<ReviewParams, 'token'>,
    onVerdict: (verdict: Verdict) => void,
    signal?: AbortSignal,
  ): Promise<ReviewResult> {
    const load = this.loads.find(params.policySet);
    const deliver = each(
      ({ verdicts }: Verdicts) => verdicts,
      once((verdict: Verdict) => verdict.id, onVerdict),
    );
    try {
      return await this.stream('review', params, deliver, signal);
    } catch (error) {
      const forgotten = error instanceof EngineRequestError && error.code === ErrorCode.PolicySetUnknown;
      if (!forgotten || load === undefined) throw error;
      await this.request('load', load, signal);
      return this.stream('review', params, deliver, signal);
    }
  }

  /** Process id of the running child, for tests. */
  async pid(): Promise<number | undefined> {
    return (await this.process)?.pid;
  }

  /** Ends the child. A later request starts a new one. */
  async end(): Promise<void> {
    const process = this.process;
    this.process = undefined;
    await (await process?.catch(() => undefined))?.end();
  }

  /** The same for a process that has nothing left to do: the child ends by itself, and is not waited for. */
  async leave(): Promise<void> {
    const process = this.process;
    this.process = undefined;
    (await process?.catch(() => undefined))?.leave();
  }

  private stream<M extends 'render' | 'review', Item extends { readonly token: string }>(
    method: M,
    params: Omit<Requests[M]['params'], 'token'>,
    deliver: Delivery<Item>,
    signal: AbortSignal | undefined,
    culprits?: MemoryCulprits,
  ): Promise<Requests[M]['result']> {
    const run = async (engine: EngineProcess): Promise<Requests[M]['result']> => {
      const token = String(++this.requests);
      const receive = deliver.receiver();
      const failures: unknown[] = [];
      this.receivers.set(token, (item) => {
        try {
          receive(item as Item);
        } catch (error) {
          // The connection would log it and go on, and what could not be received would be missing.
          failures.push(error);
        }
      });
      try {
        const all = { ...params, ...culprits?.params, token };
        const result = await engine.request(method, all as Requests[M]['params'], signal);
        if (failures.length > 0) throw failures[0];
        return result;
      } finally {
        this.receivers.delete(token);
      }
    };
    return this.attempt(method, signal, run, culprits);
  }

  private request<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    signal: AbortSignal | undefined,
  ): Promise<Requests[M]['result']> {
    return this.attempt(method, signal, (engine) => engine.request(method, params, signal));
  }

  private async attempt<T>(
    method: Method,
    signal: AbortSignal | undefined,
    run: (engine: EngineProcess) => Promise<T>,
    culprits?: MemoryCulprits,
  ): Promise<T> {
    for (let attempt = 1; ;) {
      signal?.throwIfAborted();
      const engine = await this.running();
      try {
        return await run(engine);
      } catch (error) {
        if (!(error instanceof EngineDied)) throw error;
        const end = await engine.ended;
        if (culprits?.learn(engine.outOfMemory) === true) continue;
        if (attempt === 2) {
          throw new EngineUnavailableError(`the engine died twice on '${method}' (${end})`, { cause: error });
        }
        attempt++;
      }
    }
  }

  private running(): Promise<EngineProcess> {
    this.process ??= this.launch();
    return this.process;
  }

  /** Starts a child that is forgotten as soon as it has ended, so that the next request starts another. */
  private launch(): Promise<EngineProcess> {
    const launched = this.start();
    const forget = (): void => {
      if (this.process === launched) this.process = undefined;
    };
    launched.then((engine) => engine.ended.then(forget), forget);
    return launched;
  }

  private async start(): Promise<EngineProcess> {
    // Who is answered from what is kept never speaks to an engine: its protocol is loaded with the first that is started.
    const [executable, { EngineProcess: Process }] = await Promise.all([
      engineBinary(this.environment),
      import('./engine-process.ts'),
    ]);
    const { cache = true } = this.options;
    const args = cache ? ['-cache', join(this.environment.cacheDirectory, 'results')] : [];
    const engine = new Process(executable, args, harmlessVariables(this.environment));
    const streamed: readonly (keyof Notifications)[] = ['render/kustomization', 'review/verdicts'];
    for (const method of streamed) {
      engine.connection.onNotification(method, (item: { readonly token: string }) =>
        this.receivers.get(item.token)?.(item),
      );
    }
    return engine;
  }
}

/** Where items of a request go: a receiver for each attempt at it. */
interface Delivery<Item> {
  receiver(): (item: Item) => void;
}

/** Completes every item, also one that is not delivered: what it brings may be missing in a later one. */
function completed<Item>(complete: (item: Item) => Item, deliver: Delivery<Item>): Delivery<Item> {
  return {
    receiver() {
      const receive = deliver.receiver();
      return (item) => receive(complete(item));
    },
  };
}

/** Delivers one after the other what comes together. */
function each<Items, Item>(
  itemsOf: (together: Items) => readonly Item[],
  deliver: Delivery<Item>,
): Delivery<Items> {
  return {
    receiver() {
      const receive = deliver.receiver();
      return (together) => itemsOf(together).forEach(receive);
    },
  };
}

/** Delivers an item of a later attempt only if no earlier attempt did. */
function once<Item>(key: (item: Item) => string, deliver: (item: Item) => void): Delivery<Item> {
  const delivered = new Set<string>();
  return {
    receiver() {
      const before = new Set(delivered);
      return (item) => {
        if (before.has(key(item))) return;
        delivered.add(key(item));
        deliver(item);
      };
    },
  };
}
