/**
 * The user asked for something that cannot be done as it was asked: a wrong option, a repository that is none,
 * nothing to read. The message names the value and the fix. The command line ends with exit code 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
