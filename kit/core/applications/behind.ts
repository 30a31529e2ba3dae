import type { Behind } from './application';
import type { FolderHistory, StageCommit } from './stage-history';
import { differing, type VersionedPart } from './version';

/** What is compared of a stage. */
export interface Comparable {
  readonly parts: readonly VersionedPart[];
  /** Undefined where Git knows nothing of its folder. */
  readonly history: FolderHistory | undefined;
  /** Which repository and folder, so that two stages may be told to share one. */
  readonly folder: string;
  /** Place in the history of its folder of the commit that it is pinned to; undefined for one that follows it, null for one that is not on it. */
  readonly pinned?: number | null;
  /** Whether the history is all there is. */
  readonly complete: boolean;
}

/** How a stage stands to the one before. */
export interface Standing {
  readonly behind: Behind | null;
  readonly skipped: boolean | null;
  /** Whether the end of a shallow history is what leaves it open. */
  readonly cutShort: boolean;
}

const unknown: Standing = { behind: null, skipped: null, cutShort: false };
const skips: Standing = { behind: null, skipped: true, cutShort: false };
const even: Standing = { behind: { commits: 0, days: 0, since: null }, skipped: false, cutShort: false };

/**
 * Compares a stage with the one that it is promoted from.
 *
 * Two revisions of the same folder are compared by their places in its history. Otherwise by versions: those of the stage
 * that the previous one does not run now are looked for in what was ever written in the previous one's folder. Found, the
 * commits there since then are what it is behind; not found, it skipped the stage. What is not written in the stage's own
 * folder either comes from elsewhere, and nothing is said.
 *
 * @param now for the days since
 */
export function standingOf(stage: Comparable, previous: Comparable, now: Date): Standing {
  if (stage.folder === previous.folder) return byRevision(stage, previous, now);
  const changed = differing(stage.parts, previous.parts);
  if (changed.length === 0) {
    // Nothing in common is nothing to compare.
    const parts = new Set(previous.parts.map(({ part }) => part));
    return stage.parts.some(({ part }) => parts.has(part)) ? even : unknown;
  }
  if (stage.history === undefined || previous.history === undefined) return unknown;
  const { written, commits } = previous.history;
  let oldest = 0;
  for (const { token } of changed) {
    if (stage.history.written[token] === undefined)
      return stage.complete ? unknown : { ...unknown, cutShort: true };
    const place = written[token];
    if (place === undefined) {
      if (!previous.complete) return { ...unknown, cutShort: true };
      // What is as old as all that is known of the previous stage may have been there before.
      return isSince(stage.history, token, commits.at(-1)) ? skips : unknown;
    }
    oldest = Math.max(oldest, place);
  }
  return { behind: behindBy(commits.slice(0, oldest), now), skipped: false, cutShort: false };
}

/** Whether a version was written after a commit. */
function isSince(history: FolderHistory, token: string, first: StageCommit | undefined): boolean {
  const own = history.commits[history.written[token] ?? -1];
  return own !== undefined && first !== undefined && own.id !== first.id && own.time >= first.time;
}

/** Places count from the newest: the greater is the older. */
function byRevision(stage: Comparable, previous: Comparable, now: Date): Standing {
  if (stage.pinned === null || previous.pinned === null || stage.history === undefined) return unknown;
  const [own, other] = [stage.pinned ?? 0, previous.pinned ?? 0];
  if (own < other) return skips;
  return {
    behind: behindBy(stage.history.commits.slice(other, own), now),
    skipped: false,
    cutShort: false,
  };
}

/** @param missing newest first */
function behindBy(missing: readonly StageCommit[], now: Date): Behind {
  const first = missing.at(-1);
  if (first === undefined) return { commits: 0, days: 0, since: null };
  const days = Math.max(0, Math.floor((now.getTime() / 1000 - first.time) / 86_400));
  return { commits: missing.length, days, since: new Date(first.time * 1000).toISOString() };
}

/** Of several stages of one name, by which a stage is compared with the one before: it skipped when it skipped all of them. */
export function worst(standings: readonly Standing[]): Standing {
  if (standings.length === 0) return unknown;
  const known = standings.flatMap(({ behind }) => behind ?? []);
  const behind = known.reduce<Behind | null>(
    (most, one) => (most === null || one.commits > most.commits ? one : most),
    null,
  );
  const skips = standings.map(({ skipped }) => skipped);
  const skipped = skips.includes(false) ? false : skips.every((one) => one === true) ? true : null;
  return { behind, skipped, cutShort: standings.some(({ cutShort }) => cutShort) };
}
