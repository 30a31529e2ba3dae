/**
 * The user asked for something that cannot be done as it was asked: a wrong option, a repository that is none,
 * nothing to read. The message names the value and the fix. The command line ends with exit code 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The user stands in no repository, or in one in which nothing speaks of a cluster. */
export class NoFleetHereError extends UsageError {}
