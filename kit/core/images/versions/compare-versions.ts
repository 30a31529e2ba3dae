import type { TagVersion } from './tag-version';

/** Negative when the first is older. Only versions of one family can be compared. */
export function compareVersions(a: TagVersion, b: TagVersion): number {
  return (
    compareNumbers(a.release, b.release) ||
    comparePrereleases(a.prerelease, b.prerelease) ||
    compareNumbers(a.base, b.base) ||
    compareNumbers(a.revision, b.revision)
  );
}

/** Part by part; of two with the same beginning the longer is greater. */
export function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** By https://semver.org/#spec-item-11: numbers as numbers and before words; a release after all that led to it. */
function comparePrereleases(a: TagVersion['prerelease'], b: TagVersion['prerelease']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index] ?? 0, b[index] ?? 0];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
