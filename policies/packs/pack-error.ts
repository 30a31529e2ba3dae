import { callerOf } from './caller';

/** What is wrong with the declaration of a pack: all of it, and where it stands. */
export class PackError extends Error {
  /** @param caller the function that the user's file calls */
  constructor(
    pack: string,
    readonly problems: readonly string[],
    caller: unknown,
  ) {
    const place = callerOf(caller);
    const where = `${place === undefined ? '' : `${place}: `}policies '${pack}'`;
    super(problems.map((problem) => `${where}: ${problem}`).join('\n'));
    this.name = 'PackError';
  }
}
