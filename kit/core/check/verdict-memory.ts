import type { EngineClient } from '../../engine-client/client';
import type { Verdict } from '../../engine-client/protocol';
import { BoundedMemo } from '../../bounded-memo';
import { oncePer } from '../once-per';

/** Verdicts of several large fleets; nearly all of them are a few hundred bytes. */
const limit = 50_000;

/**
 * The verdicts of an engine, over checks: a process that stays has only those objects judged that are new to it. What an
 * engine may judge otherwise next time is not in it.
 */
export const verdictMemory = oncePer((_: EngineClient) => new BoundedMemo<Verdict>(limit));
