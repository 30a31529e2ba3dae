import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Seconds until the wait is given up. @default 120 */
  readonly seconds?: number;
  /** Milliseconds between two looks. @default 200 */
  readonly every?: number;
}

/**
 * Looks until `probe` answers something other than undefined; nothing sleeps for a fixed time. What the last look saw
 * or threw ends up in the error.
 *
 * @throws Error naming `what`, after the deadline
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  { seconds = 120, every = 200 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last = 'nothing';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      last = (error as Error).message;
    }
    await pause(every);
  } while (Date.now() < deadline);
  throw new Error(`after ${seconds} s still waiting for ${what}; last: ${last}`);
}

/** Thrown by a probe that knows that waiting longer is in vain. */
export class GiveUp extends Error {}
