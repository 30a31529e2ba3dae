import type { FixedShape } from './day-two';
import { AddressRange, contains, formatCidr, parseCidr } from './cidr';

/**
 * What is remembered in `fleet.lock.json`: the address ranges that were given out by default, so that adding or removing
 * a cluster never renumbers another, and what of a cluster cannot change.
 */
export interface AllocationLock {
  readonly version: 1;
  /** By cluster name: a `/20`. */
  readonly clusters: Readonly<Record<string, string>>;
  /** By Azure region: a `/22`. */
  readonly hubs: Readonly<Record<string, string>>;
  /** By cluster name. @default - nothing is known: written by a version that did not remember it */
  readonly fixed?: Readonly<Record<string, FixedShape>>;
}

export const emptyLock: AllocationLock = { version: 1, clusters: {}, hubs: {} };

export interface AllocationRequest {
  /** Who needs a range, in order of declaration. */
  readonly names: readonly string[];
  /** What was given out before. Names that no longer ask lose their range. */
  readonly remembered: Readonly<Record<string, string>>;
  /** Ranges that somebody chose by hand; none of them is given out. */
  readonly taken: readonly AddressRange[];
  readonly pool: AddressRange;
  /** Size of what is given out, in addresses. */
  readonly size: number;
}

/** The request cannot be met: the pool has too few free ranges left. */
export class PoolExhaustedError extends Error {
  constructor(holder: string) {
    super(`no free address range is left for '${holder}'`);
  }
}

/**
 * Keeps what is remembered and gives the first free ranges of the pool to the others.
 *
 * @throws PoolExhaustedError when the pool is too small
 */
export function allocate(request: AllocationRequest): ReadonlyMap<string, AddressRange> {
  const { pool, size } = request;
  const given = new Map<string, AddressRange>();
  const usedSlots = new Set<number>();
  const mark = (range: AddressRange): void => {
    const first = Math.floor((range.start - pool.start) / size);
    const last = Math.ceil((range.start + range.size - pool.start) / size);
    for (let slot = Math.max(first, 0); slot < Math.min(last, pool.size / size); slot++) usedSlots.add(slot);
  };
  request.taken.forEach(mark);
  for (const name of request.names) {
    const range = usable(request.remembered[name], pool, size);
    if (range === undefined) continue;
    const slot = (range.start - pool.start) / size;
    if (usedSlots.has(slot)) continue;
    mark(range);
    given.set(name, range);
  }
  let slot = 0;
  for (const name of request.names) {
    if (given.has(name)) continue;
    while (usedSlots.has(slot)) slot++;
    if ((slot + 1) * size > pool.size) throw new PoolExhaustedError(name);
    usedSlots.add(slot);
    given.set(name, { start: pool.start + slot * size, size });
  }
  return given;
}

/** A remembered range that still fits; a pool that was changed since gives new ranges. */
function usable(text: string | undefined, pool: AddressRange, size: number): AddressRange | undefined {
  const range = text === undefined ? undefined : parseCidr(text);
  return range !== undefined && range.size === size && contains(pool, range) ? range : undefined;
}

/** Sorted by name, so that the lock file's lines do not move. */
export function byName<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Ranges as the lock file holds them. */
export function remember(given: ReadonlyMap<string, AddressRange>): Record<string, string> {
  return byName([...given].map(([name, range]) => [name, formatCidr(range)] as const));
}
