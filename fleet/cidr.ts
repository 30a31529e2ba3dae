/**
 * IPv4 address ranges in CIDR notation (RFC 4632), as much as an address plan needs.
 *
 * A range is a half-open interval of integers, so that overlap and division are arithmetic.
 */
export interface AddressRange {
  /** First address, as an unsigned 32-bit integer. */
  readonly start: number;
  /** Number of addresses: a power of two. */
  readonly size: number;
}

const addressBits = 32;

/** Reads `10.64.0.0/20`; undefined for anything else, host bits that are set included. */
export function parseCidr(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > addressBits) return undefined;
  const start = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (addressBits - prefix);
  return start % size === 0 ? { start, size } : undefined;
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function formatCidr(range: AddressRange): string {
  return `${formatAddress(range.start)}/${prefixLength(range)}`;
}

/** 20 for a `/20`. */
export function prefixLength(range: AddressRange): number {
  return addressBits - Math.log2(range.size);
}

/** The part of a range that starts at `offset` addresses and is a `/prefix`. */
export function subRange(range: AddressRange, offset: number, prefix: number): AddressRange {
  return { start: range.start + offset, size: 2 ** (addressBits - prefix) };
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return inner.start >= outer.start && inner.start + inner.size <= outer.start + outer.size;
}

/** RFC 1918: what a virtual network may use without taking addresses of the internet. */
export function isPrivate(range: AddressRange): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((block) => {
    const outer = parseCidr(block);
    return outer !== undefined && contains(outer, range);
  });
}

/** A range with the name of who holds it. */
export interface HeldRange extends AddressRange {
  readonly holder: string;
}

/** The pairs of neighbours that overlap, by one sweep over the sorted ranges. */
export function overlaps<T extends HeldRange>(ranges: readonly T[]): readonly (readonly [T, T])[] {
  const sorted = [...ranges].sort((left, right) => left.start - right.start || right.size - left.size);
  const found: (readonly [T, T])[] = [];
  let widest: T | undefined;
  for (const range of sorted) {
    if (widest !== undefined && range.start < widest.start + widest.size) found.push([widest, range]);
    if (widest === undefined || range.start + range.size > widest.start + widest.size) widest = range;
  }
  return found;
}
