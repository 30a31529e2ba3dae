import { createHash } from 'node:crypto';

import type { EngineClient } from '../../engine-client/client';
import type { LoadParams, LoadResult, PolicyObject } from '../../engine-client/protocol';
import { BoundedMemo } from '../../bounded-memo';
import type { Mapping } from '../yaml-documents';
import { reporting } from '../acceptances/reporting';
import { oncePer } from '../once-per';
import { contentDigest } from './content-digest';
import { splitPolicies } from './referential';

/** A policy set that the engine has compiled. */
export interface PolicySet {
  readonly objects: readonly PolicyObject[];
  readonly loaded: LoadResult;
}

/** Sets without an inventory that an engine has compiled, over checks: as many as the engine itself keeps. */
const most = 32;

const memoryOf = oncePer((_: EngineClient) => new BoundedMemo<PolicySet>(most));

/** Compiles every distinct set of policies once, however many clusters share it. */
export class PolicySets {
  private readonly known = new Map<string, Promise<PolicySet>>();
  private readonly memory: BoundedMemo<PolicySet>;

  constructor(
    private readonly engine: EngineClient,
    private readonly signal?: AbortSignal,
  ) {
    this.memory = memoryOf(engine);
  }

  /**
   * Has the engine compile policies while it renders. Which of them look at other objects is known only afterwards: the
   * set that is loaded then may be another, and finds its templates compiled. What is wrong is told to who loads them.
   */
  async prepare(policies: readonly PolicyObject[]): Promise<void> {
    await this.load(reporting(splitPolicies(policies, []).plain)).catch(() => undefined);
  }

  /** @param inventory what policies that look at other objects of the cluster see */
  load(objects: readonly PolicyObject[], inventory?: readonly Mapping[]): Promise<PolicySet> {
    const key = keyOf(objects, inventory);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const params = { objects, ...(inventory === undefined ? {} : { inventory: [...inventory] }) };
    const remembered = this.memory.find(key);
    const set = remembered === undefined ? this.compile(key, params) : Promise.resolve(remembered);
    this.known.set(key, set);
    return set;
  }

  private async compile(key: string, params: LoadParams): Promise<PolicySet> {
    const { objects, inventory } = params;
    const set = { objects, loaded: await this.engine.load(params, this.signal) };
    if (inventory === undefined) this.memory.keep(key, set);
    return set;
  }
}

function keyOf(objects: readonly PolicyObject[], inventory: readonly Mapping[] | undefined): string {
  const key = digestOf(objects);
  if (inventory === undefined) return key;
  return createHash('sha256')
    .update(JSON.stringify([key, inventory.map(contentDigest)]))
    .digest('hex');
}

/** Places count: problems name them. */
const digestOf = oncePer((objects: readonly PolicyObject[]): string => {
  const hash = createHash('sha256');
  for (const { object, file, line } of objects)
    hash.update(JSON.stringify([contentDigest(object), file, line]));
  return hash.digest('hex');
});
