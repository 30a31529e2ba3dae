import { compareNumbers, compareVersions } from './compare-versions';
import { matchTags } from './match-tags';
import { isAttachment, parseTag, type TagVersion } from './tag-version';
import { defaultUpdatePolicy, type UpdatePolicy } from './update-policy';

/** What is the first difference between a version and a newer one. */
export type UpdateKind = 'major' | 'minor' | 'patch' | 'calendar' | 'release' | 'base' | 'rebuild';

/** What the tags of a repository say about one of them. */
export type VersionChoice =
  /** Nothing newer is compatible. */
  | { readonly kind: 'newest' }
  | {
      readonly kind: 'newer';
      readonly tag: string;
      readonly update: UpdateKind;
      /** How many versions came after the one in use, the newest among them. */
      readonly behind: number;
    }
  /** The tag names no version, so that nothing can be compared. */
  | { readonly kind: 'no-version'; readonly reason: string };

/**
 * Chooses the newest version that is compatible with a tag: of the same variant (`1.19-alpine` only with `-alpine`) and
 * precision (12.14 goes to 12.15, not to 12.15.1), no pre-release unless the tag is one of that very version, and never
 * on an older operating system than it has.
 *
 * @param tags in any order
 * @throws TagPatternError for a policy's expression that is none
 */
export function chooseVersion(
  current: string,
  tags: readonly string[],
  policy: UpdatePolicy = defaultUpdatePolicy,
): VersionChoice {
  const candidates = tags.filter((tag) => !isAttachment(tag) && policy.ignore?.includes(tag) !== true);
  const versions = policy.match === undefined ? parseAll(candidates) : matched(policy.match, candidates);
  const own = policy.match === undefined ? parseTag(current) : matched(policy.match, [current])[0];
  if (own === undefined) {
    const reason =
      policy.match === undefined
        ? `the tag '${current}' says no version`
        : `the tag '${current}' does not match '${policy.match}', or says no version`;
    return { kind: 'no-version', reason };
  }
  if (looksLikeCommits(own, tags))
    return { kind: 'no-version', reason: `the tag '${current}' is a commit among commits` };
  const newer = versions.filter(
    (version) =>
      version.family === own.family &&
      compareVersions(version, own) > 0 &&
      compareNumbers(version.base, own.base) >= 0 &&
      isWithin(version, own, policy) &&
      isReleased(version, own, policy),
  );
  const first = newer[0];
  if (first === undefined) return { kind: 'newest' };
  const newest = newer.reduce((best, one) => (isBetter(one, best, own) ? one : best), first);
  const distinct = new Set(newer.map((one) => JSON.stringify(keyOf(one, own))));
  return { kind: 'newer', tag: newest.tag, update: updateKind(own, newest), behind: distinct.size };
}

function parseAll(tags: readonly string[]): readonly TagVersion[] {
  return tags.flatMap((tag) => parseTag(tag) ?? []);
}

function matched(pattern: string, tags: readonly string[]): readonly TagVersion[] {
  return matchTags(pattern, tags).flatMap(({ tag, version }) => {
    const parsed = parseTag(version);
    return parsed === undefined ? [] : [{ ...parsed, tag }];
  });
}

/** Of two that are as new the one that is written as the tag in use: with `v`, or without. */
function isBetter(one: TagVersion, best: TagVersion, own: TagVersion): boolean {
  const difference = compareVersions(one, best);
  if (difference !== 0) return difference > 0;
  if (one.v !== best.v) return one.v === own.v;
  return one.tag < best.tag;
}

/** Rebuilds of another version are not steps of their own. */
function keyOf(version: TagVersion, own: TagVersion): readonly unknown[] {
  const { release, prerelease, base, revision } = version;
  return compareNumbers(release, own.release) === 0
    ? [release, prerelease, base, revision]
    : [release, prerelease];
}

function isWithin(version: TagVersion, own: TagVersion, { level }: UpdatePolicy): boolean {
  if (level === 'pin') return false;
  const kept = { major: 0, minor: 1, patch: 2 }[level];
  const same = (a: readonly number[], b: readonly number[], count: number): boolean =>
    a.slice(0, count).every((part, index) => part === b[index]);
  return same(version.release, own.release, kept) && (kept === 0 || same(version.base, own.base, 1));
}

function isReleased(version: TagVersion, own: TagVersion, { prereleases = false }: UpdatePolicy): boolean {
  if (version.prerelease === null || prereleases) return true;
  return own.prerelease !== null && compareNumbers(version.release, own.release) === 0;
}

function updateKind(own: TagVersion, newest: TagVersion): UpdateKind {
  const changed = newest.release.findIndex((part, index) => part !== own.release[index]);
  if (changed >= 0) return own.calendar ? 'calendar' : ((['major', 'minor'] as const)[changed] ?? 'patch');
  if (JSON.stringify(own.prerelease) !== JSON.stringify(newest.prerelease)) return 'release';
  return compareNumbers(own.base, newest.base) === 0 ? 'rebuild' : 'base';
}

/** A tag of digits only, where its neighbours are commits of the same length. */
function looksLikeCommits(own: TagVersion, tags: readonly string[]): boolean {
  if (!/^\d{7,40}$/.test(own.tag)) return false;
  return tags.some((tag) => tag.length === own.tag.length && /^(?=.*[a-f])[0-9a-f]+$/.test(tag));
}
