import { createHash } from 'node:crypto';

/** Six hexadecimal digits that tell texts apart: the same text gives the same digits for ever. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

/**
 * The name itself where it fits, else its beginning and a hash of the whole.
 *
 * @param maximum longest name that Azure takes, in characters
 */
export function fitted(name: string, maximum: number): string {
  if (name.length <= maximum) return name;
  return `${name.slice(0, maximum - 7).replace(/-+$/, '')}-${shortHash(name)}`;
}

/**
 * A name that nobody else in the world may have: key vaults, registries and storage accounts share one name space
 * over all of Azure, so a hash of the subscription goes with it.
 */
export function worldwide(stem: string, seed: string, maximum: number, separator: '-' | ''): string {
  const room = maximum - 6 - separator.length;
  return `${stem.slice(0, room).replace(/-+$/, '')}${separator}${shortHash(`${seed}/${stem}`)}`;
}
