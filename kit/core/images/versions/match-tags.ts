import { runInNewContext } from 'node:vm';

/** Longer than this no honest expression takes for all tags of a repository, in milliseconds. */
const timeout = 2_000;

/** A tag that matches, and what is to be compared of it. */
export interface MatchedTag {
  readonly tag: string;
  readonly version: string;
}

/** An expression that is none, or that does not come to an end. */
export class TagPatternError extends Error {
  override readonly name = 'TagPatternError';
}

/**
 * The tags that match a regular expression. It stands in a repository, and tags are in a registry: an expression that takes
 * for ever is stopped.
 *
 * @throws TagPatternError
 */
export function matchTags(pattern: string, tags: readonly string[]): readonly MatchedTag[] {
  // Joined and taken apart within: nothing of ours can be reached from there.
  const code = `
    const expression = new RegExp(pattern, 'u');
    JSON.stringify(JSON.parse(tags).map((tag) => {
      const match = expression.exec(tag);
      return match === null ? null : [tag, match.groups?.version ?? tag];
    }))`;
  try {
    const answer = String(runInNewContext(code, { pattern, tags: JSON.stringify(tags) }, { timeout }));
    return (JSON.parse(answer) as readonly ([string, string] | null)[]).flatMap((pair) =>
      pair === null ? [] : [{ tag: pair[0], version: pair[1] }],
    );
  } catch (error) {
    const { message, code: reason } = error as NodeJS.ErrnoException;
    const late = reason === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw new TagPatternError(
      late
        ? `'${pattern}' takes longer than ${timeout / 1000} s for the tags; write it without nested repetitions`
        : message,
      { cause: error },
    );
  }
}
